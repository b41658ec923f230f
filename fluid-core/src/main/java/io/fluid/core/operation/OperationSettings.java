package io.fluid.core.operation;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fluid.api.v1alpha1.OperationRef;
import io.fluid.api.v1alpha1.PodMetadata;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * What the specs of all kinds of operation have in common.
 *
 * @param datasetField path of the field that names the Dataset
 * @param dataset name of the Dataset; null when the spec lacks it
 * @param datasetNamespace its namespace; null or empty for the operation's own
 * @param policy {@code Once} (also when null), {@code Cron} or {@code OnEvent}
 * @param schedule when to run, for {@code Cron}
 * @param runAfter the operation to wait for
 * @param ttlSecondsAfterFinished life of the finished operation, in seconds; null for ever
 * @param podMetadata labels and annotations for the pods
 * @param affinity where the pods run
 * @param tolerations where the pods run
 * @param nodeSelector where the pods run
 * @param schedulerName who places the pods
 * @param resources of the first container
 */
@RecordBuilder
record OperationSettings(
        String datasetField,
        @Nullable String dataset,
        @Nullable String datasetNamespace,
        @Nullable String policy,
        @Nullable String schedule,
        @Nullable OperationRef runAfter,
        @Nullable Integer ttlSecondsAfterFinished,
        @Nullable PodMetadata podMetadata,
        @Nullable Affinity affinity,
        @Nullable List<Toleration> tolerations,
        @Nullable Map<String, String> nodeSelector,
        @Nullable String schedulerName,
        @Nullable ResourceRequirements resources) {

    static final String ONCE = "Once";
    static final String CRON = "Cron";

    boolean repeats() {
        return CRON.equals(policy);
    }
}
