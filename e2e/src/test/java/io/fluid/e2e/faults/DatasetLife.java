package io.fluid.e2e.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fluid.api.v1alpha1.AlluxioRuntime;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.DataLoadSpecBuilder;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetSpecBuilder;
import io.fluid.api.v1alpha1.MountBuilder;
import io.fluid.api.v1alpha1.TargetDatasetBuilder;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a user does with a Dataset from creation to deletion, and what is there after each step. */
final class DatasetLife {

    static final String NAME = "model";

    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration QUIET = Duration.ofSeconds(3);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final FaultyCluster cluster;
    private final KubernetesClient client;
    private final String namespace;

    DatasetLife(FaultyCluster cluster, String namespace) {
        this.cluster = cluster;
        this.client = cluster.client();
        this.namespace = namespace;
    }

    /** The steps of a life. */
    enum Step {
        CREATE,
        LOAD,
        SCALE,
        CHANGE,
        DELETE
    }

    /** Lives undisturbed and tells what was there after each step. */
    Map<Step, List<String>> live() {
        Map<Step, List<String>> seen = new LinkedHashMap<>();
        for (Step step : Step.values()) {
            take(step);
            cluster.mirror().await(namespace, LONGEST, () -> missing(step));
            cluster.mirror().awaitQuiet(namespace, QUIET);
            seen.put(step, state());
        }
        return seen;
    }

    /** Lives, and waits after each step until all is as it was in another life. */
    void liveAs(Map<Step, List<String>> wanted) {
        wanted.forEach((step, state) -> {
            take(step);
            awaitSame(step, state);
        });
    }

    /** Waits until all is as it was in another life after this step. */
    void awaitSame(Step step, List<String> wanted) {
        cluster.mirror().await(namespace, LONGEST, () -> difference(step, wanted, state()));
    }

    private static String difference(Step step, List<String> wanted, List<String> found) {
        if (wanted.equals(found)) {
            return "";
        }
        String missing = String.join(
                "\n", wanted.stream().filter(one -> !found.contains(one)).toList());
        String odd = String.join(
                "\n", found.stream().filter(one -> !wanted.contains(one)).toList());
        return step + "\nmissing:\n" + missing + "\nnot expected:\n" + odd;
    }

    List<String> state() {
        return LifeState.of(cluster.mirror().of(namespace), namespace);
    }

    void take(Step step) {
        switch (step) {
            case CREATE -> {
                client.resource(dataset()).serverSideApply();
                client.resource(runtime()).serverSideApply();
            }
            case LOAD -> client.resource(load()).serverSideApply();
            case SCALE -> change("{\"spec\":{\"replicas\":2}}");
            case CHANGE ->
                change("{\"spec\":{\"replicas\":1,\"alluxioVersion\":{\"image\":\"alluxio\",\"imageTag\":\"other\"},"
                        + "\"properties\":{\"alluxio.user.file.writetype.default\":\"MUST_CACHE\"}}}");
            case DELETE ->
                client.resources(Dataset.class)
                        .inNamespace(namespace)
                        .withName(NAME)
                        .delete();
        }
    }

    private void change(String patch) {
        client.resources(AlluxioRuntime.class)
                .inNamespace(namespace)
                .resource(stub())
                .patch(MERGE, patch);
    }

    private AlluxioRuntime stub() {
        AlluxioRuntime stub = new AlluxioRuntime();
        stub.getMetadata().setNamespace(namespace);
        stub.getMetadata().setName(NAME);
        return stub;
    }

    private Dataset dataset() {
        Dataset dataset = new Dataset();
        dataset.getMetadata().setNamespace(namespace);
        dataset.getMetadata().setName(NAME);
        dataset.setSpec(DatasetSpecBuilder.builder()
                .mounts(List.of(MountBuilder.builder()
                        .mountPoint("https://example.com/models/")
                        .name(NAME)
                        .build()))
                .build());
        return dataset;
    }

    private GenericKubernetesResource runtime() {
        GenericKubernetesResource runtime = new GenericKubernetesResource();
        runtime.setApiVersion(HasMetadata.getApiVersion(AlluxioRuntime.class));
        runtime.setKind("AlluxioRuntime");
        runtime.setMetadata(
                new ObjectMetaBuilder().withNamespace(namespace).withName(NAME).build());
        Map<String, Object> here = Map.of("nodeSelector", Map.of("life", namespace));
        // Nothing answers where a cache should be, so it is not asked for long.
        Map<String, Object> management = Map.of(
                "metadataSyncPolicy", Map.of("autoSync", false),
                "cleanCachePolicy", Map.of("gracePeriodSeconds", 1, "maxRetryAttempts", 1));
        Map<String, Object> tier = Map.of("mediumtype", "MEM", "path", "/dev/shm", "quota", "64Mi");
        runtime.setAdditionalProperty(
                "spec",
                Map.of(
                        "replicas", 1,
                        "master", here,
                        "worker", here,
                        "management", management,
                        "tieredstore", Map.of("levels", List.of(tier))));
        return runtime;
    }

    private DataLoad load() {
        DataLoad load = new DataLoad();
        load.getMetadata().setNamespace(namespace);
        load.getMetadata().setName("warm");
        load.setSpec(DataLoadSpecBuilder.builder()
                .dataset(TargetDatasetBuilder.builder()
                        .name(NAME)
                        .namespace(namespace)
                        .build())
                .build());
        return load;
    }

    /** What a step has not reached yet. */
    private String missing(Step step) {
        return switch (step) {
            case CREATE -> expect("Dataset", NAME, "/status/phase", "Bound");
            case LOAD -> expect("DataLoad", "warm", "/status/phase", "Complete");
            case SCALE -> expect("StatefulSet", NAME + "-worker", "/status/readyReplicas", "2");
            case CHANGE ->
                Stream.of(
                                expect("StatefulSet", NAME + "-worker", "/status/readyReplicas", "1"),
                                expect(
                                        "StatefulSet",
                                        NAME + "-worker",
                                        "/spec/template/spec/containers/0/image",
                                        "alluxio:other"),
                                expect("Dataset", NAME, "/status/phase", "Bound"))
                        .filter(text -> !text.isEmpty())
                        .findFirst()
                        .orElse("");
            case DELETE -> state().isEmpty() ? "" : "left: " + state();
        };
    }

    private String expect(String kind, String name, String pointer, String value) {
        JsonNode object = cluster.mirror().of(namespace).stream()
                .filter(one -> one.path("kind").asText().equals(kind)
                        && one.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElse(com.fasterxml.jackson.databind.node.MissingNode.getInstance());
        String found = object.at(pointer).asText();
        return found.equals(value) ? "" : kind + " " + pointer + " is \"" + found + "\" and should be " + value;
    }
}
