package io.fluid.core.dataset;

import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetPhase;
import io.fluid.api.v1alpha1.DatasetStatus;
import io.fluid.api.v1alpha1.DatasetStatusBuilder;
import io.fluid.core.elastic.AnnouncedKind;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.Cluster.EventType;
import io.fluid.core.kube.KeyedReconciler;
import io.fluid.core.kube.ReconcileResult;
import io.fluid.core.spi.Problem;
import io.fluid.core.status.Conditions;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What the dataset-controller does for a Dataset: refuses what cannot work, holds it while it is in use, and says what
 * is missing. Binding it is the business of the runtime's controller.
 */
public final class DatasetReconciler implements KeyedReconciler {

    /** Held until nobody uses the dataset. */
    public static final String FINALIZER = "fluid-dataset-controller-finalizer";

    /** Condition type: deletion was asked for and must wait; the message says for whom. */
    public static final String DELETION_BLOCKED = "DeletionBlocked";

    /** Condition type: the dataset cannot be used, and why. */
    public static final String NOT_READY = "NotReady";

    /** Condition type and reason: {@code spec.runtimes} names a type that nobody here serves. Nothing depends on it. */
    public static final String RUNTIME_TYPE_UNKNOWN = "RuntimeTypeUnknown";

    /** Reason of {@link #NOT_READY}: set-up failed. */
    public static final String FAILED_TO_SETUP = "DatasetFailedToSetup";

    /** Reason of {@link #NOT_READY}: no runtime of this name, or none that anybody here serves. */
    public static final String RUNTIME_NOT_FOUND = "RuntimeNotFound";

    /** Time for the user to create the runtime before we complain. */
    static final Duration RUNTIME_EXPECTED = Duration.ofSeconds(5);

    private final Cluster cluster;
    private final Supplier<List<AnnouncedKind>> kinds;
    private final Function<String, Optional<String>> failure;
    private final Clock clock;
    private final DeletionGuard guard;

    /**
     * @param systemNamespace where the runtime controllers' Deployments are
     */
    public DatasetReconciler(Cluster cluster, String systemNamespace, Clock clock) {
        this(cluster, () -> AnnouncedKind.all(cluster, systemNamespace), kind -> Optional.empty(), clock);
    }

    /**
     * @param kinds those that are served
     * @param failure of a runtime kind, why its controller cannot start; empty when nothing is known against it
     */
    public DatasetReconciler(
            Cluster cluster,
            Supplier<List<AnnouncedKind>> kinds,
            Function<String, Optional<String>> failure,
            Clock clock) {
        this.cluster = cluster;
        this.kinds = kinds;
        this.failure = failure;
        this.clock = clock;
        this.guard = new DeletionGuard(cluster, clock);
    }

    @Override
    public ReconcileResult reconcile(String namespace, String name) {
        @Nullable Dataset dataset = cluster.get(Dataset.class, namespace, name).orElse(null);
        if (dataset == null) {
            return ReconcileResult.done();
        }
        if (dataset.getMetadata().getDeletionTimestamp() != null) {
            return release(dataset);
        }
        cluster.addFinalizer(dataset, FINALIZER);
        return record(cluster.get(Dataset.class, namespace, name).orElse(dataset));
    }

    private ReconcileResult release(Dataset dataset) {
        if (!dataset.getMetadata().getFinalizers().contains(FINALIZER)) {
            return ReconcileResult.done();
        }
        Optional<ReconcileResult> held = guard.hold(dataset);
        if (held.isPresent()) {
            return held.get();
        }
        cluster.removeFinalizer(dataset, FINALIZER);
        return ReconcileResult.done();
    }

    private ReconcileResult record(Dataset dataset) {
        DatasetStatus before = status(dataset);
        Conditions conditions = new Conditions(before.conditions(), clock.instant());
        List<Problem> problems = DatasetValidator.validate(dataset);
        String message = text(problems);
        String unknown = text(unknownTypes(dataset));
        ReconcileResult result = ReconcileResult.done();
        boolean bound = !before.runtimes().isEmpty();
        List<AnnouncedKind> runtimes = bound ? List.of() : runtimes(dataset);
        Optional<String> unserved = unserved(runtimes);
        if (!problems.isEmpty()) {
            conditions.set(NOT_READY, true, FAILED_TO_SETUP, message);
        } else if (unserved.isPresent()) {
            conditions.set(NOT_READY, true, RUNTIME_NOT_FOUND, unserved.get());
        } else if (bound || !runtimes.isEmpty()) {
            forgetOwn(conditions);
            forgetGone(dataset, conditions);
        } else {
            Duration left = untilComplaint(dataset);
            if (left.compareTo(Duration.ZERO) > 0) {
                result = ReconcileResult.after(left);
            } else {
                conditions.set(NOT_READY, true, RUNTIME_NOT_FOUND, whatIsMissing(dataset));
            }
        }
        if (unknown.isEmpty()) {
            conditions.remove(RUNTIME_TYPE_UNKNOWN);
        } else {
            conditions.set(RUNTIME_TYPE_UNKNOWN, true, RUNTIME_TYPE_UNKNOWN, unknown);
        }
        String phase = before.phase() == null || before.phase().isEmpty() ? DatasetPhase.NOT_BOUND : before.phase();
        boolean written = cluster.patchStatus(
                dataset,
                DatasetStatusBuilder.builder(before)
                        .phase(phase)
                        .conditions(conditions.list())
                        .datasetRef(referring(dataset))
                        .build());
        if (written && !problems.isEmpty()) {
            cluster.event(dataset, EventType.WARNING, "ErrorCreateDataset", message);
        }
        if (written && !unknown.isEmpty() && !isTold(before, unknown)) {
            cluster.event(dataset, EventType.WARNING, "ErrorValidateSpecFields", unknown);
        }
        return result;
    }

    private static boolean isTold(DatasetStatus before, String unknown) {
        return Conditions.find(before.conditions(), RUNTIME_TYPE_UNKNOWN)
                .filter(condition -> unknown.equals(condition.message()))
                .isPresent();
    }

    private static String text(List<Problem> problems) {
        return problems.stream().map(Problem::message).collect(Collectors.joining("; "));
    }

    /** Who is entered and still refers to the dataset. */
    private List<String> referring(Dataset dataset) {
        return status(dataset).datasetRef().stream()
                .filter(entry -> DatasetUsers.key(entry)
                        .flatMap(key -> cluster.get(Dataset.class, key.namespace(), key.name()))
                        .filter(reference -> DatasetUsers.refers(reference, dataset))
                        .isPresent())
                .toList();
    }

    /** Takes back what only this reconciler says: a missing runtime, and its own findings once they are repaired. */
    private static void forgetOwn(Conditions conditions) {
        Conditions.find(conditions.list(), NOT_READY)
                .filter(condition -> RUNTIME_NOT_FOUND.equals(condition.reason())
                        || FAILED_TO_SETUP.equals(condition.reason())
                                && String.valueOf(condition.message()).startsWith("Dataset."))
                .ifPresent(condition -> conditions.remove(NOT_READY));
    }

    /** Takes back what a runtime says that is gone, so that another one of the name may speak. */
    private void forgetGone(Dataset dataset, Conditions conditions) {
        Conditions.find(conditions.list(), NOT_READY)
                .flatMap(SetupTrouble::runtimeKind)
                .filter(name -> kinds.get().stream()
                        .noneMatch(kind -> kind.kind().kind().equals(name) && isThere(kind, dataset)))
                .ifPresent(name -> conditions.remove(NOT_READY));
    }

    // CNCF Fluid takes any: the runtime of the Dataset's name serves it, whatever is written here.
    private List<Problem> unknownTypes(Dataset dataset) {
        List<Problem> problems = new ArrayList<>();
        List<AnnouncedKind> served = kinds.get();
        var runtimes = dataset.getSpec().runtimes();
        for (int i = 0; i < runtimes.size(); i++) {
            String type = runtimes.get(i).type();
            if (type != null && !type.isEmpty() && served.stream().noneMatch(kind -> names(kind, type))) {
                problems.add(new Problem("Dataset.spec.runtimes[" + i + "].type", type, oneOf(served)));
            }
        }
        return problems;
    }

    private static boolean names(AnnouncedKind kind, String type) {
        return kind.type().equalsIgnoreCase(type) || kind.kind().kind().equalsIgnoreCase(type);
    }

    private boolean isThere(AnnouncedKind kind, Dataset dataset) {
        return cluster.get(
                        kind.kind(),
                        dataset.getMetadata().getNamespace(),
                        dataset.getMetadata().getName())
                .isPresent();
    }

    /** The kinds of which there is a runtime of the Dataset's name. */
    private List<AnnouncedKind> runtimes(Dataset dataset) {
        return kinds.get().stream().filter(kind -> isThere(kind, dataset)).toList();
    }

    /** Why nobody serves the Dataset's runtime; empty when somebody does, or when there is none. */
    private Optional<String> unserved(List<AnnouncedKind> runtimes) {
        List<String> failures = runtimes.stream()
                .map(kind -> kind.kind().kind())
                .flatMap(kind -> failure.apply(kind).map(why -> kind + " is not served: " + why).stream())
                .toList();
        return failures.isEmpty() || failures.size() < runtimes.size()
                ? Optional.empty()
                : Optional.of(String.join("; ", failures));
    }

    private Duration untilComplaint(Dataset dataset) {
        String created = dataset.getMetadata().getCreationTimestamp();
        return created == null
                ? RUNTIME_EXPECTED
                : Duration.between(clock.instant(), Instant.parse(created).plus(RUNTIME_EXPECTED));
    }

    private String whatIsMissing(Dataset dataset) {
        return "no runtime named " + dataset.getMetadata().getNamespace() + "/"
                + dataset.getMetadata().getName() + "; create "
                + oneOf(kinds.get());
    }

    private static String oneOf(List<AnnouncedKind> kinds) {
        return kinds.isEmpty()
                ? "a runtime controller first: none is installed"
                : "one of "
                        + kinds.stream()
                                .map(kind -> kind.kind().kind())
                                .sorted()
                                .distinct()
                                .collect(Collectors.joining(", "));
    }

    static DatasetStatus status(Dataset dataset) {
        return dataset.getStatus() == null ? DatasetStatusBuilder.builder().build() : dataset.getStatus();
    }
}
