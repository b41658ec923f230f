package io.fluid.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.core.spi.CacheRequest;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** A dataset with this engine is bound, loaded, scaled and deleted by Fluid's own reconcilers, on a cluster in memory. */
final class LifeRules {

    private static final String NAMESPACE = EngineRequests.NAMESPACE;
    private static final String NAME = EngineRequests.NAME;

    private final EngineUnderTest test;

    LifeRules(EngineUnderTest test) {
        this.test = test;
    }

    void check() throws Exception {
        try (InMemoryFluid fluid = new InMemoryFluid(test.descriptor, AnsweringCache.behind(test.engine))) {
            CacheRequest sample = test.sample();
            fluid.apply(sample.dataset(), sample.runtime());
            fluid.until(
                    "the Dataset is Bound", () -> fluid.phase(NAMESPACE, NAME).equals("Bound"));
            load(fluid);
            scale(fluid);
            delete(fluid);
        }
    }

    private void load(InMemoryFluid fluid) {
        DataLoad load = test.requests.load(test.contract.load());
        DataLoad named = Described.changed(
                load,
                DataLoad.class,
                tree -> tree.withObject("/spec/dataset").put("name", NAME).put("namespace", NAMESPACE));
        fluid.apply(named);
        String phase = test.contract.has(EngineBehavior.LOADS_DATA) ? "Complete" : "Failed";
        fluid.until(
                "the DataLoad is " + phase,
                () -> fluid.cluster()
                        .get(DataLoad.class, NAMESPACE, named.getMetadata().getName())
                        .filter(seen -> seen.getStatus() != null
                                && phase.equals(seen.getStatus().phase()))
                        .isPresent());
    }

    private void scale(InMemoryFluid fluid) {
        if (!test.contract.has(EngineBehavior.WORKERS)) {
            return;
        }
        int before = workers(fluid);
        GenericKubernetesResource runtime = fluid.runtime(NAMESPACE, NAME).orElseThrow();
        fluid.apply(Described.changed(runtime, GenericKubernetesResource.class, tree -> replicas(tree, before + 1)));
        fluid.until("one more worker runs", () -> workers(fluid) == before + 1);
        assertThat(fluid.phase(NAMESPACE, NAME)).isEqualTo("Bound");
    }

    private static void replicas(ObjectNode runtime, int number) {
        runtime.withObject("/spec").put("replicas", number);
    }

    private int workers(InMemoryFluid fluid) {
        String type = test.descriptor.runtimeType();
        return fluid.cluster()
                .list(Pod.class, NAMESPACE, Map.of("release", NAME, "role", type + "-worker"))
                .size();
    }

    private void delete(InMemoryFluid fluid) {
        fluid.delete(fluid.cluster().get(Dataset.class, NAMESPACE, NAME).orElseThrow());
        fluid.until(
                "Dataset and runtime are gone",
                () -> fluid.cluster().get(Dataset.class, NAMESPACE, NAME).isEmpty()
                        && fluid.runtime(NAMESPACE, NAME).isEmpty());
        List<String> left = fluid.cluster().names().stream()
                .filter(name -> !name.startsWith("Node "))
                .filter(name -> !name.startsWith("DataLoad "))
                .toList();
        assertThat(left).as("what is left").isEmpty();
    }
}
