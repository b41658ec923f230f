package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * Observed state of a CacheRuntime.
 *
 * @param valueFile name of the ConfigMap that tells how the runtime was deployed
 * @param setupDuration time from creation to ready, as text such as {@code 41s}
 * @param conditions observed aspects such as {@code WorkersReady}
 * @param selector label selector of the worker pods, for the scale subresource
 * @param cacheAffinity nodes that the cache may live on; read by the webhook
 * @param master metadata server
 * @param worker cache server
 * @param client FUSE client
 * @param mountTime last mount of the under-storage, RFC 3339
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CacheRuntimeStatus(
        @Nullable String valueFile,
        @Nullable String setupDuration,
        @Constraint(listType = "map", listMapKey = "type") List<Condition> conditions,
        @Nullable String selector,
        @Nullable NodeAffinity cacheAffinity,
        @Nullable CacheComponentStatus master,
        @Nullable CacheComponentStatus worker,
        @Nullable CacheComponentStatus client,
        @Constraint(format = "date-time") @Nullable String mountTime,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public CacheRuntimeStatus {
        conditions = Values.list(conditions);
        additionalProperties = Values.map(additionalProperties);
    }
}
