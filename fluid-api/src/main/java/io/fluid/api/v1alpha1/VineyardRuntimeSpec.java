package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Volume;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * Wanted state of a Vineyard cache.
 *
 * @param master metadata server
 * @param worker cache server; its count is {@code replicas} of this spec
 * @param replicas number of workers
 * @param fuse client
 * @param tieredstore cache media of a worker
 * @param disablePrometheus do not offer metrics to Prometheus; default false
 * @param podMetadata labels and annotations of all pods
 * @param volumes volumes that components may mount
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record VineyardRuntimeSpec(
        @Nullable VineyardMasterSpec master,
        @Nullable VineyardComponentSpec worker,
        @Nullable Integer replicas,
        @Nullable VineyardFuseSpec fuse,
        @Nullable TieredStore tieredstore,
        @Nullable Boolean disablePrometheus,
        @Nullable PodMetadata podMetadata,
        List<Volume> volumes,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public VineyardRuntimeSpec {
        volumes = Values.list(volumes);
        additionalProperties = Values.map(additionalProperties);
    }
}
