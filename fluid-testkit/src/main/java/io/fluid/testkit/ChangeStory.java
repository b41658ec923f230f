package io.fluid.testkit;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fluid.api.Labels;
import io.fluid.api.v1alpha1.Condition;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.RuntimeStatus;
import io.fluid.core.runtime.RuntimeConditions;
import io.fluid.core.runtime.RuntimeReconciler;
import io.fluid.core.spi.CacheRequest;
import io.fluid.testkit.EngineContract.Change;
import io.fluid.testkit.EngineContract.Part;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/** A cache that serves an application is changed, on a cluster in memory. */
final class ChangeStory {

    private static final String NAMESPACE = EngineRequests.NAMESPACE;
    private static final String NAME = EngineRequests.NAME;
    private static final String APPLICATION = "application";

    private final EngineUnderTest test;
    private final Change change;
    private final CacheRequest changed;

    ChangeStory(EngineUnderTest test, Change change, CacheRequest changed) {
        this.test = test;
        this.change = change;
        this.changed = changed;
    }

    void check() throws Exception {
        try (InMemoryFluid fluid = new InMemoryFluid(test.descriptor, AnsweringCache.behind(test.engine))) {
            CacheRequest sample = test.sample();
            fluid.create(sample.dataset(), sample.runtime());
            fluid.until(
                    "the Dataset is Bound", () -> fluid.phase(NAMESPACE, NAME).equals("Bound"));
            startApplication(fluid);
            Map<String, String> before = uids(fluid);
            edit(fluid);
            fluid.settle();
            if (change.refused().isEmpty()) {
                serversRunIt(fluid, before);
                fuseRunsItOnceNobodyUsesIt(fluid, before);
            } else {
                isRefused(fluid, before);
            }
        }
    }

    /** The application's node is where the fuse runs: the node agent labels it. */
    private void startApplication(InMemoryFluid fluid) {
        String label = fuse(fluid).getSpec().getTemplate().getSpec().getNodeSelector().keySet().stream()
                .filter(key -> key.startsWith(Labels.FUSE_PREFIX))
                .findFirst()
                .orElseThrow();
        fluid.cluster().edit(Node.class, "", InMemoryFluid.NODE, node -> {
            node.getMetadata().getLabels().put(label, Labels.TRUE);
            return node;
        });
        fluid.create(new PodBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(APPLICATION)
                .endMetadata()
                .withNewSpec()
                .withNodeName(InMemoryFluid.NODE)
                .addNewVolume()
                .withName("data")
                .withNewPersistentVolumeClaim()
                .withClaimName(NAME)
                .endPersistentVolumeClaim()
                .endVolume()
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .endStatus()
                .build());
        fluid.settle();
        assertThat(pods(fluid, Part.FUSE)).as("fuse pods").hasSize(1);
    }

    private void edit(InMemoryFluid fluid) {
        fluid.cluster().edit(Dataset.class, NAMESPACE, NAME, live -> {
            live.setSpec(changed.dataset().getSpec());
            return live;
        });
        GenericKubernetesResource runtime = fluid.runtime(NAMESPACE, NAME).orElseThrow();
        runtime.setAdditionalProperty(
                "spec", changed.runtime().getAdditionalProperties().get("spec"));
        fluid.create(runtime);
    }

    private void serversRunIt(InMemoryFluid fluid, Map<String, String> before) {
        for (Part part : List.of(Part.MASTER, Part.WORKER)) {
            for (Pod pod : pods(fluid, part)) {
                String name = pod.getMetadata().getName();
                assertThat(pod.getMetadata().getUid().equals(before.get(name)))
                        .as(name + " was left alone")
                        .isEqualTo(!change.replaced().contains(part));
                runs(pod, template(fluid, part));
            }
        }
        RuntimeStatus status = status(fluid);
        assertThat(status.observedGeneration())
                .as("status.observedGeneration")
                .isEqualTo(runtime(fluid).getMetadata().getGeneration());
        assertThat(fluid.phase(NAMESPACE, NAME)).isEqualTo("Bound");
    }

    private void fuseRunsItOnceNobodyUsesIt(InMemoryFluid fluid, Map<String, String> before) {
        Pod used = pods(fluid, Part.FUSE).get(0);
        String name = used.getMetadata().getName();
        assertThat(used.getMetadata().getUid())
                .as("the fuse pod that an application uses is left alone")
                .isEqualTo(before.get(name));
        Condition rolledOut = rolledOut(fluid);
        if (change.replaced().contains(Part.FUSE)) {
            assertThat(rolledOut.status()).as(String.valueOf(rolledOut)).isEqualTo("False");
            assertThat(rolledOut.reason()).isEqualTo("FusesInUse");
            assertThat(rolledOut.message()).contains(name);
        } else {
            assertThat(rolledOut.status()).as(String.valueOf(rolledOut)).isEqualTo("True");
        }
        fluid.lose(fluid.cluster().get(Pod.class, NAMESPACE, APPLICATION).orElseThrow());
        fluid.settle();
        Pod idle = pods(fluid, Part.FUSE).get(0);
        assertThat(idle.getMetadata().getUid().equals(before.get(name)))
                .as("the fuse pod that nobody uses any more was left alone")
                .isEqualTo(!change.replaced().contains(Part.FUSE));
        runs(idle, template(fluid, Part.FUSE));
        assertThat(rolledOut(fluid).status())
                .as(String.valueOf(rolledOut(fluid)))
                .isEqualTo("True");
    }

    private void isRefused(InMemoryFluid fluid, Map<String, String> before) {
        assertThat(test.problems(changed))
                .as("the refusal")
                .isNotEmpty()
                .allSatisfy(test::isHelpful)
                .anySatisfy(problem -> assertThat(problem.field()).contains(change.refused()));
        assertThat(uids(fluid)).as("pods, which run on").isEqualTo(before);
        RuntimeStatus status = status(fluid);
        assertThat(condition(status, RuntimeConditions.ACCEPTED).status()).isEqualTo("False");
        assertThat(condition(status, RuntimeConditions.ACCEPTED).message()).contains(change.refused());
        assertThat(rolledOut(fluid).status()).isEqualTo("False");
        assertThat(status.observedGeneration())
                .isEqualTo(runtime(fluid).getMetadata().getGeneration());
        assertThat(fluid.phase(NAMESPACE, NAME)).isEqualTo("Bound");
    }

    private static void runs(Pod pod, PodTemplateSpec template) {
        PodSpec spec = pod.getSpec().edit().withNodeName(null).build();
        assertThat(spec).as(pod.getMetadata().getName()).isEqualTo(template.getSpec());
        assertThat(pod.getMetadata().getAnnotations())
                .isEqualTo(template.getMetadata().getAnnotations());
    }

    private PodTemplateSpec template(InMemoryFluid fluid, Part part) {
        return part == Part.FUSE
                ? fuse(fluid).getSpec().getTemplate()
                : one(fluid, StatefulSet.class, part).getSpec().getTemplate();
    }

    private DaemonSet fuse(InMemoryFluid fluid) {
        return one(fluid, DaemonSet.class, Part.FUSE);
    }

    private <T extends HasMetadata> T one(InMemoryFluid fluid, Class<T> type, Part part) {
        List<T> found = fluid.cluster().list(type, NAMESPACE, labels(part));
        assertThat(found).as(part + " of the cache").hasSize(1);
        return found.get(0);
    }

    private List<Pod> pods(InMemoryFluid fluid, Part part) {
        return fluid.cluster().list(Pod.class, NAMESPACE, labels(part));
    }

    private Map<String, String> labels(Part part) {
        String role = test.descriptor.runtimeType() + "-" + part.name().toLowerCase(Locale.ROOT);
        return Map.of("release", NAME, "role", role);
    }

    private Map<String, String> uids(InMemoryFluid fluid) {
        Map<String, String> uids = new TreeMap<>();
        fluid.cluster()
                .list(Pod.class, NAMESPACE, Map.of("release", NAME))
                .forEach(pod ->
                        uids.put(pod.getMetadata().getName(), pod.getMetadata().getUid()));
        return uids;
    }

    private GenericKubernetesResource runtime(InMemoryFluid fluid) {
        return fluid.cluster()
                .get(RuntimeReconciler.kind(test.descriptor), NAMESPACE, NAME)
                .orElseThrow();
    }

    private RuntimeStatus status(InMemoryFluid fluid) {
        return Described.MAPPER.convertValue(
                runtime(fluid).getAdditionalProperties().getOrDefault("status", Map.of()), RuntimeStatus.class);
    }

    private Condition rolledOut(InMemoryFluid fluid) {
        return condition(status(fluid), RuntimeConditions.ROLLED_OUT);
    }

    private static Condition condition(RuntimeStatus status, String type) {
        return status.conditions().stream()
                .filter(condition -> type.equals(condition.type()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no condition " + type + " in " + status.conditions()));
    }
}
