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
 * Observed state of a runtime, the same for every engine but CacheRuntime. Counters are in pods.
 *
 * @param valueFile name of the ConfigMap that tells how the runtime was deployed
 * @param masterPhase state of the masters, see {@link RuntimePhase}
 * @param masterReason why the masters are in that state
 * @param workerPhase state of the workers, see {@link RuntimePhase}
 * @param workerReason why the workers are in that state
 * @param fusePhase state of the FUSE pods, see {@link RuntimePhase}
 * @param fuseReason why the FUSE pods are in that state
 * @param desiredMasterNumberScheduled masters wanted
 * @param currentMasterNumberScheduled masters created
 * @param masterNumberReady masters ready
 * @param desiredWorkerNumberScheduled workers wanted
 * @param currentWorkerNumberScheduled workers created; what the scale subresource reports
 * @param workerNumberReady workers ready
 * @param workerNumberAvailable workers ready for long enough
 * @param workerNumberUnavailable workers wanted but not available
 * @param desiredFuseNumberScheduled FUSE pods wanted
 * @param currentFuseNumberScheduled FUSE pods created
 * @param fuseNumberReady FUSE pods ready
 * @param fuseNumberAvailable FUSE pods ready for long enough
 * @param fuseNumberUnavailable FUSE pods wanted but not available
 * @param setupDuration time from creation to ready, as text such as {@code 41s}
 * @param conditions observed aspects such as {@code WorkersReady}
 * @param cacheStates figures of the cache as text, such as {@code cached}
 * @param selector label selector of the worker pods, for the scale subresource
 * @param apiGateway REST proxy of the cache
 * @param mountTime last mount of the under-storage, RFC 3339
 * @param mounts mounts last applied
 * @param cacheAffinity nodes that the cache may live on; read by the webhook
 * @param observedGeneration generation of the spec that the rest of the status is about; ours
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RuntimeStatus(
        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        String valueFile,

        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        String masterPhase,

        @Nullable String masterReason,

        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        String workerPhase,

        @Nullable String workerReason,

        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        String fusePhase,

        @Nullable String fuseReason,
        @Constraint(required = true) int desiredMasterNumberScheduled,
        @Constraint(required = true) int currentMasterNumberScheduled,
        @Constraint(required = true) int masterNumberReady,
        @Constraint(required = true) int desiredWorkerNumberScheduled,
        @Constraint(required = true) int currentWorkerNumberScheduled,
        @Constraint(required = true) int workerNumberReady,
        int workerNumberAvailable,
        int workerNumberUnavailable,
        @Constraint(required = true) int desiredFuseNumberScheduled,
        @Constraint(required = true) int currentFuseNumberScheduled,
        @Constraint(required = true) int fuseNumberReady,
        int fuseNumberAvailable,
        int fuseNumberUnavailable,
        @Nullable String setupDuration,
        List<Condition> conditions,
        Map<String, String> cacheStates,
        @Nullable String selector,
        @Nullable APIGatewayStatus apiGateway,
        @Constraint(format = "date-time") @Nullable String mountTime,
        List<Mount> mounts,
        @Nullable NodeAffinity cacheAffinity,
        @Nullable Long observedGeneration,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public RuntimeStatus {
        valueFile = Values.text(valueFile);
        masterPhase = Values.text(masterPhase);
        workerPhase = Values.text(workerPhase);
        fusePhase = Values.text(fusePhase);
        conditions = Values.list(conditions);
        cacheStates = Values.map(cacheStates);
        mounts = Values.list(mounts);
        additionalProperties = Values.map(additionalProperties);
    }
}
