package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Client of a Vineyard cache.
 *
 * @param image image repository, without tag
 * @param imageTag image tag
 * @param imagePullPolicy image pull policy
 * @param env environment variables
 * @param cleanPolicy when client pods leave: {@code OnDemand}, {@code OnRuntimeDeleted} (default) or {@code
 *     OnFuseChanged}
 * @param resources resource requests and limits
 * @param networkMode network of the pods; empty means {@code HostNetwork}
 * @param podMetadata labels and annotations of the pods
 * @param options options for the engine
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record VineyardFuseSpec(
        @Nullable String image,
        @Nullable String imageTag,
        @Nullable String imagePullPolicy,
        Map<String, String> env,
        @Nullable String cleanPolicy,
        @Nullable ResourceRequirements resources,

        @Constraint(oneOf = {"HostNetwork", "", "ContainerNetwork"}) @Nullable
        String networkMode,

        @Nullable PodMetadata podMetadata,
        Map<String, String> options,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public VineyardFuseSpec {
        env = Values.map(env);
        options = Values.map(options);
        additionalProperties = Values.map(additionalProperties);
    }
}
