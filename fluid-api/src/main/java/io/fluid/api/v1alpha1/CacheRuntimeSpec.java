package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Volume;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * Wanted state of a cache that is described by a CacheRuntimeClass.
 *
 * @param runtimeClassName name of the CacheRuntimeClass
 * @param master metadata server
 * @param worker cache server
 * @param client FUSE client
 * @param options options for the engine
 * @param podMetadata labels and annotations of all pods
 * @param imagePullSecrets secrets for pulling images, all components
 * @param volumes volumes that components may mount
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CacheRuntimeSpec(
        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        String runtimeClassName,

        @Nullable CacheMasterSpec master,
        @Nullable CacheWorkerSpec worker,
        @Nullable CacheClientSpec client,
        Map<String, String> options,
        @Nullable PodMetadata podMetadata,
        List<LocalObjectReference> imagePullSecrets,
        List<Volume> volumes,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public CacheRuntimeSpec {
        runtimeClassName = Values.text(runtimeClassName);
        options = Values.map(options);
        imagePullSecrets = Values.list(imagePullSecrets);
        volumes = Values.list(volumes);
        additionalProperties = Values.map(additionalProperties);
    }
}
