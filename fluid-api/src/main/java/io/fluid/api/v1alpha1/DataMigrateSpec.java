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
 * What to copy from where to where.
 *
 * @param image image repository of the tool, without tag
 * @param imageTag image tag of the tool
 * @param imagePullPolicy image pull policy
 * @param from source
 * @param to destination
 * @param block accepted and ignored, as upstream does
 * @param runtimeType engine that does the work
 * @param options options for the tool
 * @param parallelism number of processes that copy; default 1
 * @param parallelOptions {@code sshPort}, {@code sshSecretName}, {@code sshReadyTimeoutSeconds}
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
public record DataMigrateSpec(
        @Nullable String image,
        @Nullable String imageTag,
        @Nullable String imagePullPolicy,
        @Constraint(required = true) @Nullable DataToMigrate from,
        @Constraint(required = true) @Nullable DataToMigrate to,
        @Nullable Boolean block,
        @Nullable String runtimeType,
        Map<String, String> options,

        @Constraint(defaultValue = "1", minimum = 1) @Nullable
        Integer parallelism,

        Map<String, String> parallelOptions,
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

    public DataMigrateSpec {
        options = Values.map(options);
        parallelOptions = Values.map(parallelOptions);
        tolerations = Values.list(tolerations);
        nodeSelector = Values.map(nodeSelector);
        additionalProperties = Values.map(additionalProperties);
    }
}
