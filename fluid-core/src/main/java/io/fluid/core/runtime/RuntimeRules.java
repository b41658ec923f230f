package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.core.dataset.DatasetValidator;
import io.fluid.core.engine.EngineRegistry;
import io.fluid.core.engine.LoadedEngine;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.ClusterFacts;
import io.fluid.core.spi.Problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is wrong with a runtime, as far as its engine is at hand. The reconciler refuses the same. Pure: no I/O. */
public final class RuntimeRules {

    private final EngineRegistry engines;
    private final ClusterFacts facts;

    /**
     * @param engines may lack the runtime's; then only what holds for all runtimes is looked at
     */
    public RuntimeRules(EngineRegistry engines, ClusterFacts facts) {
        this.engines = engines;
        this.facts = facts;
    }

    /** Why the engine of a runtime kind cannot be asked although it should be at hand; empty when it can or is not. */
    public Optional<String> failure(String runtimeKind) {
        return engines.failure(runtimeKind);
    }

    /**
     * Everything that is wrong with the runtime or, for its engine, with the Dataset; empty when nothing is.
     *
     * @param dataset the Dataset of the same name; an engine looks at both or not at all
     */
    public List<Problem> problems(GenericKubernetesResource runtime, Optional<Dataset> dataset) {
        List<Problem> problems = new ArrayList<>();
        DatasetValidator.checkName(runtime.getMetadata().getName(), runtime.getKind() + ".metadata.name", problems);
        Optional<LoadedEngine> engine = engines.find(runtime.getKind());
        if (problems.isEmpty() && engine.isPresent() && dataset.isPresent()) {
            CacheRequest request = new CacheRequest(dataset.get(), runtime, facts, Map.of());
            problems.addAll(new RequestRules(engine.get(), any -> List.of()).problems(request));
        }
        return problems;
    }
}
