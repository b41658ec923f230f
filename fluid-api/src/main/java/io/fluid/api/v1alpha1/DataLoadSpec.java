package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * What to load into the cache of a Dataset.
 *
 * @param dataset Dataset to load
 * @param loadMetadata read the metadata of the under-storage anew first; default false
 * @param target paths to load; empty means everything
 * @param options options for the engine
 * @param runAfter operation that has to be complete first
 * @param ttlSecondsAfterFinished seconds until the finished operation is deleted; default: never
 * @param policy when to run; default {@code Once}
 * @param schedule cron expression, for {@code Cron}
 * @param podMetadata labels and annotations of the pods
 * @param affinity affinity of the pods
 * @param tolerations tolerations of the pods
 * @param nodeSelector node labels that the pods need
 * @param schedulerName scheduler of the pods; default: the cluster's
 * @param resources resource requests and limits
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DataLoadSpec(
        @Nullable TargetDataset dataset,
        @Nullable Boolean loadMetadata,
        List<TargetPath> target,
        Map<String, String> options,
        @Nullable OperationRef runAfter,
        @Nullable Integer ttlSecondsAfterFinished,

        @Constraint(
                defaultValue = "Once",
                oneOf = {"Once", "Cron", "OnEvent"})
        @Nullable
        String policy,

        @Nullable String schedule,
        @Nullable PodMetadata podMetadata,
        @Nullable Affinity affinity,
        List<Toleration> tolerations,
        Map<String, String> nodeSelector,
        @Nullable String schedulerName,
        @Nullable ResourceRequirements resources,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public DataLoadSpec {
        target = Values.list(target);
        options = Values.map(options);
        tolerations = Values.list(tolerations);
        nodeSelector = Values.map(nodeSelector);
        additionalProperties = Values.map(additionalProperties);
    }
}
