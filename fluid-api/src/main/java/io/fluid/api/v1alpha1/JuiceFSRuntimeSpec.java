package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Volume;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * Wanted state of a JuiceFS cache.
 *
 * @param juicefsVersion image of worker and FUSE client
 * @param initUsers init container that creates the users of {@code runAs}
 * @param master accepted for compatibility; JuiceFS has no master
 * @param worker cache server; its count is {@code replicas} of this spec
 * @param jobWorker job worker
 * @param fuse FUSE client
 * @param tieredstore cache media; paths are separated by colon
 * @param configs extra arguments of {@code juicefs format} or {@code juicefs auth}
 * @param replicas number of workers
 * @param runAs user of the processes
 * @param disablePrometheus do not offer metrics to Prometheus; default false
 * @param volumes volumes that components may mount
 * @param volumeClaimTemplates claim templates of the worker set; immutable once created
 * @param podMetadata labels and annotations of all pods
 * @param management cache removal and metadata synchronisation
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record JuiceFSRuntimeSpec(
        @Nullable VersionSpec juicefsVersion,
        @Nullable InitUsersSpec initUsers,
        @Nullable JuiceFSComponentSpec master,
        @Nullable JuiceFSComponentSpec worker,
        @Nullable JuiceFSComponentSpec jobWorker,
        @Nullable JuiceFSFuseSpec fuse,
        @Nullable TieredStore tieredstore,
        List<String> configs,
        @Nullable Integer replicas,
        @Nullable User runAs,
        @Nullable Boolean disablePrometheus,
        List<Volume> volumes,
        @Constraint(listType = "atomic") List<PersistentVolumeClaim> volumeClaimTemplates,
        @Nullable PodMetadata podMetadata,
        @Nullable RuntimeManagement management,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public JuiceFSRuntimeSpec {
        configs = Values.list(configs);
        volumes = Values.list(volumes);
        volumeClaimTemplates = Values.list(volumeClaimTemplates);
        additionalProperties = Values.map(additionalProperties);
    }
}
