package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Volume;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * Wanted state of a runtime that is described by a ThinRuntimeProfile.
 *
 * @param profileName profile to use; empty for a Dataset that refers to another Dataset
 * @param worker cache server
 * @param fuse FUSE client
 * @param tieredstore cache media of a worker
 * @param replicas number of workers
 * @param runAs user of the processes
 * @param disablePrometheus do not offer metrics to Prometheus; default false
 * @param volumes volumes that components may mount
 * @param management cache removal and metadata synchronisation
 * @param imagePullSecrets secrets for pulling images, all components
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ThinRuntimeSpec(
        @Nullable String profileName,
        @Nullable ThinComponentSpec worker,
        @Nullable ThinFuseSpec fuse,
        @Nullable TieredStore tieredstore,
        @Nullable Integer replicas,
        @Nullable User runAs,
        @Nullable Boolean disablePrometheus,
        List<Volume> volumes,
        @Nullable RuntimeManagement management,
        List<LocalObjectReference> imagePullSecrets,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public ThinRuntimeSpec {
        volumes = Values.list(volumes);
        imagePullSecrets = Values.list(imagePullSecrets);
        additionalProperties = Values.map(additionalProperties);
    }
}
