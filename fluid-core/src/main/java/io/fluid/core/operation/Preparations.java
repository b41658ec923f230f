package io.fluid.core.operation;

import io.fabric8.kubernetes.client.CustomResource;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetPhase;
import io.fluid.api.v1alpha1.OperationStatus;
import io.fluid.core.dataset.DatasetReference;
import io.fluid.core.dataset.DatasetValidator;
import io.fluid.core.engine.EngineRegistry;
import io.fluid.core.engine.LoadedEngine;
import io.fluid.core.kube.Cluster;
import io.fluid.core.operation.Preparation.Obstacle;
import io.fluid.core.operation.Preparation.Ready;
import io.fluid.core.runtime.RequestRules;
import io.fluid.core.runtime.RuntimePorts;
import io.fluid.core.runtime.RuntimeReconciler;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.ClusterFacts;
import io.fluid.core.spi.Problem;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks whether an operation may run now. Whatever is described is looked at here first: an operation, a Dataset and a
 * runtime can all be edited at any time.
 *
 * @param <T> class of the kind
 */
final class Preparations<T extends CustomResource<?, OperationStatus>> {

    private static final Set<String> USABLE = Set.of(DatasetPhase.BOUND, DatasetPhase.DATA_MIGRATING);

    private final OperationKind<T> kind;
    private final Cluster cluster;
    private final EngineRegistry engines;
    private final ClusterFacts facts;

    Preparations(OperationKind<T> kind, Cluster cluster, EngineRegistry engines, ClusterFacts facts) {
        this.kind = kind;
        this.cluster = cluster;
        this.engines = engines;
        this.facts = facts;
    }

    /** What is wrong with the operation whatever the Dataset; empty when nothing is. */
    Optional<Obstacle> refusal(T operation) {
        return OperationRules.refusals(kind, operation).stream()
                .findFirst()
                .map(refusal ->
                        Obstacle.lasting(refusal.reason(), refusal.problem().message()));
    }

    /** That the Dataset is another one's data; empty when it is not. */
    Optional<Obstacle> reference(T operation, Dataset dataset) {
        return DatasetReference.of(dataset)
                .map(reference -> Obstacle.lasting(OperationReasons.NOT_SUPPORTED, onReference(operation, reference)));
    }

    /** @param serves whether the Dataset must be served now */
    Preparation prepare(T operation, Dataset dataset, boolean serves) {
        Optional<Obstacle> refusal = refusal(operation).or(() -> reference(operation, dataset));
        if (refusal.isPresent()) {
            return refusal.get();
        }
        String type = boundType(dataset);
        if (type == null) {
            return notReady("the Dataset is not bound to a runtime yet");
        }
        Optional<LoadedEngine> engine = engines.find(type);
        if (engine.isEmpty()) {
            return Obstacle.lasting(
                    OperationReasons.NOT_SUPPORTED,
                    "this dataset-controller has no engine for the runtime type \"" + type + "\": "
                            + engines.failure(type).orElse("the jar of the engine is missing in its image"));
        }
        if (!kind.servedBy(engine.get().engine())) {
            return Obstacle.lasting(
                    OperationReasons.NOT_SUPPORTED,
                    kind.kind() + " is not supported by the runtime type \"" + type + "\"");
        }
        if (serves && !USABLE.contains(dataset.getStatus().phase())) {
            return notReady("the runtime of the Dataset is not ready");
        }
        Optional<CacheRequest> request = request(dataset, engine.get());
        return request.isPresent()
                ? validate(operation, request.get(), engine.get())
                : notReady("the runtime is not there");
    }

    private Preparation validate(T operation, CacheRequest request, LoadedEngine engine) {
        List<Problem> ofCache = new RequestRules(engine, DatasetValidator::validateServed).problems(request);
        if (!ofCache.isEmpty()) {
            // The cache may run on, by an earlier spec; the operation would be described by this one.
            return Obstacle.untold(
                    OperationReasons.RUNTIME_NOT_READY, "the Dataset cannot be served as it is now: " + text(ofCache));
        }
        List<Problem> problems = kind.validate(request, operation, engine.engine());
        return problems.isEmpty()
                ? new Ready(request, engine)
                : Obstacle.lasting(OperationReasons.NOT_VALID, text(problems));
    }

    private static String text(List<Problem> problems) {
        return problems.stream().map(Problem::message).collect(Collectors.joining("; "));
    }

    private static Obstacle notReady(String message) {
        return Obstacle.passing(OperationReasons.RUNTIME_NOT_READY, message);
    }

    private String onReference(T operation, DatasetReference reference) {
        Problem problem = new Problem(
                kind.settings(operation).datasetField() + ".name",
                String.valueOf(kind.settings(operation).dataset()),
                "a Dataset that does not refer to another one: run the " + kind.kind() + " on " + reference.name()
                        + " in the namespace " + reference.namespace());
        return problem.message();
    }

    private static @Nullable String boundType(Dataset dataset) {
        return dataset.getStatus() == null || dataset.getStatus().runtimes().isEmpty()
                ? null
                : dataset.getStatus().runtimes().get(0).type();
    }

    private Optional<CacheRequest> request(Dataset dataset, LoadedEngine engine) {
        return cluster.get(
                        RuntimeReconciler.kind(engine.descriptor()),
                        dataset.getMetadata().getNamespace(),
                        dataset.getMetadata().getName())
                .map(found -> new CacheRequest(dataset, found, facts, RuntimePorts.recorded(found)));
    }
}
