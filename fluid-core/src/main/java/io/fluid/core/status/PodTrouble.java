package io.fluid.core.status;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What pods say about why they do not run: the words that a user needs to see in a condition. */
public final class PodTrouble {

    private static final Set<String> STARTING = Set.of("ContainerCreating", "PodInitializing");
    private static final int LONGEST = 1024;
    // False from the time a pod has a node until its volumes and its network are there.
    private static final String MAY_START = "PodReadyToStartContainers";
    private static final Duration LONG_START = Duration.ofSeconds(30);

    private PodTrouble() {}

    /**
     * The troubles of all pods that are not ready, as one text; empty when there are none. A pod whose volumes do not
     * come says nothing itself; after 30 seconds we name what they are made of.
     */
    public static Optional<String> of(Collection<Pod> pods, Instant now) {
        String text = pods.stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .flatMap(pod -> troubles(pod, now)
                        .map(trouble -> "pod " + pod.getMetadata().getName() + ": " + trouble))
                .sorted()
                .collect(Collectors.joining("; "));
        return text.isEmpty() ? Optional.empty() : Optional.of(shorten(text));
    }

    /** The last words of the containers that ended with an error; empty when none did. */
    public static Optional<String> lastWords(Pod pod) {
        return statuses(pod)
                .flatMap(status -> Stream.of(status.getState(), status.getLastState()))
                .filter(state -> state != null && state.getTerminated() != null)
                .map(ContainerState::getTerminated)
                .filter(end -> end.getExitCode() != null && end.getExitCode() != 0)
                .map(PodTrouble::words)
                .findFirst()
                .map(PodTrouble::shorten);
    }

    /** Whether a pod waits for its volumes or its network; nothing will tell when that takes too long. */
    public static boolean isAnyStarting(Collection<Pod> pods) {
        return pods.stream()
                .anyMatch(pod -> pod.getMetadata().getDeletionTimestamp() == null
                        && startingSince(pod).isPresent());
    }

    private static Optional<Instant> startingSince(Pod pod) {
        return pod.getStatus() == null
                ? Optional.empty()
                : pod.getStatus().getConditions().stream()
                        .filter(condition -> condition.getType().equals(MAY_START)
                                && condition.getStatus().equals("False")
                                && condition.getLastTransitionTime() != null)
                        .findFirst()
                        .map(condition -> Instant.parse(condition.getLastTransitionTime()));
    }

    private static Optional<String> longStart(Pod pod, Instant now) {
        return startingSince(pod)
                .filter(since -> since.plus(LONG_START).isBefore(now))
                .map(since -> "has waited for its volumes for more than 30s; is all of this there: "
                        + PodSources.of(pod) + "? kubectl describe pod tells more");
    }

    private static Stream<String> troubles(Pod pod, Instant now) {
        if (pod.getStatus() == null || isReady(pod)) {
            return Stream.empty();
        }
        Stream<String> unschedulable = pod.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("PodScheduled")
                        && condition.getStatus().equals("False")
                        && "Unschedulable".equals(condition.getReason()))
                .map(PodCondition::getMessage);
        Stream<String> containers = statuses(pod).flatMap(status -> trouble(status).stream());
        return Stream.of(unschedulable, longStart(pod, now).stream(), containers)
                .flatMap(trouble -> trouble);
    }

    private static Optional<String> trouble(ContainerStatus status) {
        if (Boolean.TRUE.equals(status.getReady()) || status.getState() == null) {
            return Optional.empty();
        }
        String container = "container " + status.getName() + " ";
        ContainerStateTerminated end = status.getState().getTerminated();
        if (end != null) {
            return failed(end).map(container::concat);
        }
        // A container that started again tells why it did before; a growing back-off time is no news.
        Optional<String> before = Optional.ofNullable(status.getLastState())
                .map(ContainerState::getTerminated)
                .flatMap(PodTrouble::failed);
        if (before.isPresent()) {
            return before.map(container::concat);
        }
        var waiting = status.getState().getWaiting();
        if (waiting == null || waiting.getReason() == null || STARTING.contains(waiting.getReason())) {
            return Optional.empty();
        }
        String message = waiting.getMessage() == null ? "" : ": " + waiting.getMessage();
        return Optional.of(container + "waits, " + waiting.getReason() + message);
    }

    private static Optional<String> failed(ContainerStateTerminated end) {
        return end.getExitCode() == null || end.getExitCode() == 0
                ? Optional.empty()
                : Optional.of("failed, exit code " + end.getExitCode() + ": " + words(end));
    }

    private static String words(ContainerStateTerminated end) {
        return end.getMessage() != null && !end.getMessage().isBlank()
                ? end.getMessage().strip()
                : String.valueOf(end.getReason());
    }

    /** Whether the pod is ready. */
    public static boolean isReady(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True"));
    }

    private static Stream<ContainerStatus> statuses(Pod pod) {
        return pod.getStatus() == null
                ? Stream.empty()
                : Stream.of(
                                pod.getStatus().getInitContainerStatuses(),
                                pod.getStatus().getContainerStatuses())
                        .flatMap(PodTrouble::stream);
    }

    private static Stream<ContainerStatus> stream(@Nullable List<ContainerStatus> statuses) {
        return statuses == null ? Stream.empty() : statuses.stream();
    }

    // The end of a log is where the reason stands.
    private static String shorten(String text) {
        return text.length() <= LONGEST ? text : "…" + text.substring(text.length() - LONGEST);
    }
}
