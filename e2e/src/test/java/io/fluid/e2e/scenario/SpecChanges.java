package io.fluid.e2e.scenario;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.api.Labels;
import io.fluid.api.v1alpha1.Dataset;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** Changes a running cache's specs, one field after the other, and holds its pods and its status to what they promise. */
final class SpecChanges {

    private static final int SECONDS = 180;

    private final Scenario scenario;
    private final KubernetesClient client;
    private final String kind;
    private final String name;

    SpecChanges(Scenario scenario, String kind, String name) {
        this.scenario = scenario;
        this.client = scenario.client();
        this.kind = kind;
        this.name = name;
    }

    /** A change of the runtime after which these pods are others, as described, and the rest of them the same. */
    void ofRuntime(String spec, Predicate<Container> arrived, String... replaced) {
        replaces(runtime(), spec, oneOfTheContainers(arrived), replaced);
    }

    /** Changes environment, resources and volumes of the worker, and one more field of it that engines name differently. */
    void ofWorker(String worker, String environment, String settings, Predicate<Container> set) {
        ofRuntime("{\"worker\":{\"env\":" + environment + "}}", told("a value"), worker);
        ofRuntime(
                "{\"worker\":{\"resources\":{\"requests\":{\"cpu\":\"11m\"}}}}",
                container -> container.getResources().getRequests() != null
                        && Quantity.parse("11m")
                                .equals(container.getResources().getRequests().get("cpu")),
                worker);
        ofRuntime(
                "{\"volumes\":[{\"name\":\"scratch\",\"emptyDir\":{}}],"
                        + "\"worker\":{\"volumeMounts\":[{\"name\":\"scratch\",\"mountPath\":\"/scratch\"}]}}",
                container -> container.getVolumeMounts().stream()
                        .anyMatch(mount -> mount.getMountPath().equals("/scratch")),
                worker);
        ofRuntime("{\"worker\":" + settings + "}", set, worker);
    }

    /** A toleration of the Dataset, which its servers get. */
    void ofTolerations(String... replaced) {
        replaces(
                dataset(),
                "{\"tolerations\":[{\"key\":\"a-taint\",\"operator\":\"Exists\"}]}",
                pod -> pod.getSpec().getTolerations().stream()
                        .anyMatch(toleration -> "a-taint".equals(toleration.getKey())),
                replaced);
    }

    /** A container that has a variable with this text in its value. */
    static Predicate<Container> told(String text) {
        return container -> container.getEnv().stream()
                .anyMatch(variable -> String.valueOf(variable.getValue()).contains(text));
    }

    private void replaces(Resource<?> changed, String spec, Predicate<Pod> arrived, String... replaced) {
        Map<String, String> before = pods();
        assertThat(before).containsKeys(replaced);
        changed.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":" + spec + "}");
        for (String pod : replaced) {
            scenario.await(
                    client.pods().inNamespace(scenario.namespace()).withName(pod),
                    pod + " was replaced after " + spec,
                    seen -> !seen.getMetadata().getUid().equals(before.get(pod))
                            && Readiness.isPodReady(seen)
                            && arrived.test(seen),
                    SECONDS);
        }
        awaitRolledOut(spec);
        Map<String, String> after = pods();
        before.keySet().removeAll(List.of(replaced));
        assertThat(after).as("pods that " + spec + " is not about").containsAllEntriesOf(before);
        assertThat(after).hasSize(before.size() + replaced.length);
    }

    private static Predicate<Pod> oneOfTheContainers(Predicate<Container> wanted) {
        return pod -> pod.getSpec().getContainers().stream().anyMatch(wanted);
    }

    /** A change of the FUSE client, while an application uses it and when it has ended. */
    void ofFuse(String spec, Predicate<Container> arrived) {
        DaemonSet fuses = client.apps().daemonSets().inNamespace(scenario.namespace()).list().getItems().stream()
                .findFirst()
                .orElseThrow();
        Map<String, String> wanted = fuses.getSpec().getTemplate().getSpec().getNodeSelector();
        String node = client.nodes().list().getItems().get(0).getMetadata().getName();
        client.nodes()
                .withName(node)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        Serialization.asJson(Map.of("metadata", Map.of("labels", wanted))));
        Pod fuse = awaitFuse("a FUSE pod is ready", fuses, seen -> true);
        // Without a CSI driver its volume never comes; it uses the claim all the same.
        Pod application = scenario.create(new PodBuilder(scenario.reader("application", "sleep infinity", name))
                .editMetadata()
                .removeFromLabels(Labels.INJECT_SIDECAR)
                .endMetadata()
                .build());
        scenario.await(
                client.resource(application),
                "the application has a node",
                seen -> seen.getSpec().getNodeName() != null,
                SECONDS);

        runtime().patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":" + spec + "}");
        scenario.await(
                runtime(),
                "the FUSE pod is told to wait",
                seen -> condition(seen, "False", fuse.getMetadata().getName()),
                SECONDS);
        assertThat(client.resource(fuse).get().getMetadata().getUid())
                .as("the FUSE pod in use")
                .isEqualTo(fuse.getMetadata().getUid());

        client.resource(application).withGracePeriod(0).delete();
        awaitFuse(
                "the idle FUSE pod was replaced",
                fuses,
                seen -> !seen.getMetadata().getUid().equals(fuse.getMetadata().getUid())
                        && oneOfTheContainers(arrived).test(seen));
        awaitRolledOut(spec);
    }

    private Pod awaitFuse(String what, DaemonSet fuses, Predicate<Pod> reached) {
        Predicate<Pod> wanted = seen ->
                seen.getMetadata().getDeletionTimestamp() == null && Readiness.isPodReady(seen) && reached.test(seen);
        List<Pod> pods = client.pods()
                .inNamespace(scenario.namespace())
                .withLabels(fuses.getSpec().getSelector().getMatchLabels())
                .informOnCondition(seen -> seen.stream().anyMatch(wanted))
                .orTimeout(SECONDS, TimeUnit.SECONDS)
                .join();
        return pods.stream().filter(wanted).findFirst().orElseThrow(() -> new AssertionError(what));
    }

    private void awaitRolledOut(String spec) {
        scenario.await(
                runtime(),
                spec + " is rolled out",
                seen -> Objects.equals(
                                seen.getMetadata().getGeneration(),
                                ((Number) seen.get("status", "observedGeneration")).longValue())
                        && condition(seen, "True", ""),
                SECONDS);
    }

    private static boolean condition(GenericKubernetesResource runtime, String status, String inMessage) {
        List<Map<String, Object>> conditions = runtime.get("status", "conditions");
        return conditions != null
                && conditions.stream()
                        .anyMatch(seen -> "RolledOut".equals(seen.get("type"))
                                && status.equals(seen.get("status"))
                                && String.valueOf(seen.get("message")).contains(inMessage));
    }

    private Resource<GenericKubernetesResource> runtime() {
        return client.genericKubernetesResources("data.fluid.io/v1alpha1", kind)
                .inNamespace(scenario.namespace())
                .withName(name);
    }

    private Resource<Dataset> dataset() {
        return client.resources(Dataset.class).inNamespace(scenario.namespace()).withName(name);
    }

    /** The cache's own pods, by name. */
    private Map<String, String> pods() {
        return client
                .pods()
                .inNamespace(scenario.namespace())
                .withLabel(Labels.RELEASE, name)
                .list()
                .getItems()
                .stream()
                .collect(Collectors.toMap(
                        pod -> pod.getMetadata().getName(),
                        pod -> pod.getMetadata().getUid()));
    }
}
