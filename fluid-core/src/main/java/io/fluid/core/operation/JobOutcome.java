package io.fluid.core.operation;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fluid.core.kube.Cluster;
import io.fluid.core.status.PodTrouble;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a Job ended.
 *
 * @param well whether it succeeded
 * @param message the last words of what failed, or a sentence of success
 * @param at when it ended
 * @param took how long it ran
 * @param node where it ran; null when not known
 */
record JobOutcome(
        boolean well,
        String message,
        Instant at,
        Duration took,
        @Nullable String node) {

    private static final String JOB_NAME = "batch.kubernetes.io/job-name";

    /** The outcome; empty while the Job runs. */
    static Optional<JobOutcome> of(Cluster cluster, Job job, Instant now) {
        if (job.getStatus() == null) {
            return Optional.empty();
        }
        return job.getStatus().getConditions().stream()
                .filter(condition -> "True".equals(condition.getStatus()))
                .filter(condition -> condition.getType().equals(OperationStatuses.COMPLETE)
                        || condition.getType().equals(OperationStatuses.FAILED))
                .findFirst()
                .map(condition -> of(cluster, job, condition, now));
    }

    private static JobOutcome of(Cluster cluster, Job job, JobCondition end, Instant now) {
        boolean well = end.getType().equals(OperationStatuses.COMPLETE);
        Instant at = end.getLastTransitionTime() == null ? now : Instant.parse(end.getLastTransitionTime());
        List<Pod> pods = cluster
                .list(
                        Pod.class,
                        job.getMetadata().getNamespace(),
                        Map.of(JOB_NAME, job.getMetadata().getName()))
                .stream()
                .sorted(Comparator.comparing(
                                (Pod pod) -> String.valueOf(pod.getMetadata().getCreationTimestamp()))
                        .reversed())
                .toList();
        String message = well
                ? "the operation has succeeded"
                : pods.stream()
                        .flatMap(pod -> PodTrouble.lastWords(pod).stream())
                        .findFirst()
                        .orElseGet(() -> "the job failed: " + end.getMessage());
        Duration took = Duration.between(Instant.parse(job.getMetadata().getCreationTimestamp()), at);
        return new JobOutcome(well, message, at, took, node(pods));
    }

    private static @Nullable String node(List<Pod> pods) {
        return pods.stream()
                .filter(pod -> pod.getSpec() != null && pod.getSpec().getNodeName() != null)
                .findFirst()
                .map(pod -> pod.getSpec().getNodeName())
                .orElse(null);
    }
}
