package io.fluid.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluid.webhook.spi.DatasetCatalog;
import io.fluid.webhook.spi.DeniedException;
import io.fluid.webhook.spi.MountedDataset;
import io.fluid.webhook.spi.MutatorSettings;
import io.fluid.webhook.spi.PodChange;
import io.fluid.webhook.spi.PodMutator;
import io.fluid.webhook.spi.PodMutatorProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PodAdmissionTest {

    private static final String POD = """
            metadata: {name: app, labels: {LABEL}, annotations: {kept: 'yes'}}
            spec:
              containers:
              - {name: app, image: app:1, volumeMounts: [{name: data, mountPath: /data}]}
              volumes: [{name: data, persistentVolumeClaim: {claimName: model}}]
            """;
    private static final String SERVERLESS = "serverless.fluid.io/inject: 'true'";
    private static final String SERVERFUL = "fuse.serverful.fluid.io/inject: 'true'";

    @ParameterizedTest
    @ValueSource(
            strings = {
                SERVERLESS,
                "fuse.sidecar.fluid.io/inject: 'true'",
                "alibabacloud.com/fluid-sidecar-target: eci",
                "platform.example/kind: any"
            })
    void labelsAskForSidecars(String label) {
        assertThat(paths(POD.replace("LABEL", label)))
                .containsExactlyInAnyOrder(
                        "/metadata/labels",
                        "/metadata/annotations",
                        "/spec/volumes",
                        "/spec/containers",
                        "/spec/initContainers",
                        "/spec/imagePullSecrets");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "team: shop",
                "serverless.fluid.io/inject: 'false'",
                SERVERLESS + ", fluid.io/enable-injection: 'false'",
                SERVERLESS + ", done.sidecar.fluid.io/inject: 'true'"
            })
    void otherPodsAreLeftAlone(String label) {
        assertThat(paths(POD.replace("LABEL", label))).isEmpty();
    }

    @Test
    void aSidecarPodWithoutDatasetsIsLeftAlone() {
        assertThat(paths(POD.replace("LABEL", SERVERLESS).replace("claimName: model", "claimName: foreign")))
                .isEmpty();
    }

    @Test
    void aPatchedPodIsNotPatchedAgain() {
        ObjectNode once = admit(POD.replace("LABEL", SERVERLESS));

        assertThat(patch(once, "")).isEmpty();
    }

    @Test
    void whatIsNotOursStaysAndTheDatasetsInUseAreNoted() {
        ObjectNode pod = admit(POD.replace("LABEL", SERVERLESS)
                .replace("kept: 'yes'", "kept: 'yes', fluid.io/datasets-in-use: 'zebra, model'"));

        assertThat(pod.at("/metadata/annotations/kept").asText()).isEqualTo("yes");
        assertThat(pod.at("/metadata/annotations")
                        .path("fluid.io/datasets-in-use")
                        .asText())
                .isEqualTo("model,zebra");
    }

    @Test
    void aPodForTheNodeAgentIsDrawnToItsCacheAndSeesRemounts() {
        ObjectNode pod = admit(POD.replace("LABEL", SERVERFUL));
        JsonNode affinity = pod.at("/spec/affinity/nodeAffinity");

        assertThat(affinity.at("/requiredDuringSchedulingIgnoredDuringExecution")
                        .toString())
                .isEqualTo("{\"nodeSelectorTerms\":[{\"matchExpressions\":"
                        + "[{\"key\":\"disk\",\"operator\":\"In\",\"values\":[\"fast\"]}]}]}");
        assertThat(affinity.at("/preferredDuringSchedulingIgnoredDuringExecution"))
                .extracting(JsonNode::toString)
                .containsExactly(
                        "{\"weight\":100,\"preference\":{\"matchExpressions\":[{\"key\":\"fluid.io/s-shop-model\","
                                + "\"operator\":\"In\",\"values\":[\"true\"]}]}}",
                        "{\"weight\":50,\"preference\":{\"matchExpressions\":[{\"key\":\"topology.kubernetes.io/zone\","
                                + "\"operator\":\"In\",\"values\":[\"a\"]}]}}");
        assertThat(pod.at("/spec/containers/0/volumeMounts/0/mountPropagation").asText())
                .isEqualTo("HostToContainer");
        assertThat(pod.at("/metadata/annotations")
                        .path("fluid.io/datasets-in-use")
                        .asText())
                .isEqualTo("model");
        assertThat(pod.at("/spec/volumes")).isEqualTo(Pods.tree(POD).at("/spec/volumes"));
    }

    @Test
    void cacheAffinityCanBeAMustInEveryBranchThatMatchesAnything() {
        ObjectNode pod = admit(POD.replace("LABEL", SERVERFUL + ", fluid.io/dataset.model.sched: required")
                .replace("spec:\n", """
                        spec:
                          affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [
                            {matchExpressions: [{key: gpu, operator: Exists}]}, {matchFields: [{key: metadata.name,
                            operator: In, values: [n]}]}, {}]}}}
                        """));
        JsonNode terms =
                pod.at("/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms");

        assertThat(keys(terms.path(0))).containsExactly("gpu", "disk", "fluid.io/s-shop-model");
        assertThat(keys(terms.path(1))).containsExactly("disk", "fluid.io/s-shop-model");
        assertThat(terms.path(2)).isEmpty();
        assertThat(pod.at("/spec/affinity/nodeAffinity").has("preferredDuringSchedulingIgnoredDuringExecution"))
                .isFalse();
    }

    @Test
    void ofAMustWithAlternativesOneHasToHoldInEachBranch() {
        String profile = "plugins: {serverful: {withDataset: [NodeAffinityWithCache]}}\n"
                + "pluginConfig: [{name: NodeAffinityWithCache, args: 'required: [zone, region]'}]\n";
        String places = "{nodeSelectorTerms: [{matchExpressions: [%s, %s]}, {}, {matchExpressions: [%s]}]}"
                .formatted(
                        "{key: zone, operator: In, values: [a]}",
                        "{key: region, operator: In, values: [r]}",
                        "{key: zone, operator: In, values: [b]}");
        String label = SERVERFUL + ", fluid.io/dataset.model.sched: required";
        String own = POD.replace("LABEL", label).replace("spec:\n", """
                spec:
                  affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [
                    {matchExpressions: [{key: gpu, operator: Exists}]}, {matchExpressions: [{key: cpu,
                    operator: Exists}]}]}}}
                """);

        assertThat(zones(POD.replace("LABEL", label), profile, places)).containsExactly("a:zone,region", "b:zone");
        assertThat(zones(own, profile, places))
                .containsExactly("a:gpu,zone,region", "b:gpu,zone", "a:cpu,zone,region", "b:cpu,zone");
        // Where the cache may be in a zone that nobody names, there is nothing to demand.
        assertThat(zones(
                        POD.replace("LABEL", label),
                        profile,
                        places.replace("{},", "{matchExpressions: [{key: disk, operator: Exists}]},")))
                .isEmpty();
    }

    /** Of each branch the zone and the labels that it looks at. */
    private static List<String> zones(String yaml, String profile, String places) {
        MountedDataset whole = Pods.dataset("shop", "model");
        MountedDataset dataset = new MountedDataset(
                "model",
                "model",
                whole.id(),
                true,
                whole.mountPath(),
                whole.fuse(),
                Pods.value(places),
                whole.subPath(),
                false);
        List<String> zones = new ArrayList<>();
        PodChange change = new PodChange(Pods.tree(yaml), "shop", List.of(dataset));
        for (int i = 0; i < 2; i++) {
            chains(profile).chain(MutatorChains.Trigger.SERVERFUL, true).forEach(mutator -> mutator.mutate(change));
        }
        change.spec()
                .at("/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms")
                .forEach(term -> {
                    List<String> keys = keys(term);
                    JsonNode zone = term.path("matchExpressions").path(keys.indexOf("zone"));
                    zones.add(zone.path("values").path(0).asText() + ":" + String.join(",", keys));
                });
        return zones;
    }

    @Test
    void aDatasetThatASidecarMountsIsInUseAsWellAndAClaimThatIsStorageStandsForItsDataset() {
        JsonNode chained = Pods.tree("""
                containers:
                - {name: fuse, image: f, command: [fuse], volumeMounts: [{name: source, mountPath: /source}]}
                volumes: [{name: source, persistentVolumeClaim: {claimName: base}}]
                """);
        DatasetCatalog catalog = (namespace, claim, anyPhase) -> {
            MountedDataset whole = Pods.dataset(namespace, claim);
            return Optional.of(new MountedDataset(
                    claim,
                    claim + "-dataset",
                    whole.id(),
                    true,
                    whole.mountPath(),
                    claim.equals("base") ? whole.fuse() : chained,
                    whole.nodeAffinity(),
                    "",
                    false));
        };
        List<PodMutatorProvider> providers = new ArrayList<>();
        ServiceLoader.load(PodMutatorProvider.class).forEach(providers::add);
        PodChange change = new PodChange(
                Pods.tree(POD.replace("LABEL", SERVERLESS)),
                "shop",
                catalog.find("shop", "model", false).stream().toList());
        MutatorChains.parse("", providers, new MutatorSettings("", catalog, true, Map.of()))
                .chain(MutatorChains.Trigger.SERVERLESS, true)
                .forEach(mutator -> mutator.mutate(change));

        assertThat(change.annotation("fluid.io/datasets-in-use")).isEqualTo("base-dataset,model-dataset");
    }

    @Test
    void aFieldThatIsNullIsOneThatIsNotThere() {
        String pod = POD.replace("LABEL", SERVERFUL)
                .replace(
                        "spec:\n",
                        "spec:\n  nodeName: null\n  affinity: {nodeAffinity: "
                                + "{preferredDuringSchedulingIgnoredDuringExecution: null}}\n");

        assertThat(admit(pod).at("/spec/affinity/nodeAffinity/preferredDuringSchedulingIgnoredDuringExecution"))
                .hasSize(2);
        assertThat(paths(pod)).doesNotContain("/spec/nodeName");
    }

    @Test
    void mutatingAgainChangesNothing() {
        for (String claim : List.of("model", "foreign")) {
            String pod = POD.replace("LABEL", SERVERFUL + ", fluid.io/dataset.model.sched: required")
                    .replace("claimName: model", "claimName: " + claim);
            assertThat(patch(admit(pod), "")).isEmpty();
            assertThat(patch(admit(pod.replace(", fluid.io/dataset.model.sched: required", "")), ""))
                    .isEmpty();
        }
        assertThat(patch(admit(POD.replace("LABEL", SERVERLESS)), "")).isEmpty();
    }

    @Test
    void aPodThatChoosesItsZoneItselfIsNotDrawnElsewhere() {
        ObjectNode pod = admit(POD.replace("LABEL", SERVERFUL)
                .replace("spec:\n", "spec:\n  nodeSelector: {topology.kubernetes.io/zone: b}\n"));

        assertThat(pod.at("/spec/affinity/nodeAffinity").has("preferredDuringSchedulingIgnoredDuringExecution"))
                .isFalse();
    }

    @Test
    void aPodWithoutDatasetsLeavesNodesWithCacheToOthers() {
        ObjectNode pod = admit(POD.replace("LABEL", SERVERFUL).replace("claimName: model", "claimName: foreign"));

        assertThat(pod.at("/spec/affinity/nodeAffinity/preferredDuringSchedulingIgnoredDuringExecution")
                        .toString())
                .isEqualTo("[{\"weight\":100,\"preference\":{\"matchExpressions\":"
                        + "[{\"key\":\"fluid.io/dataset-num\",\"operator\":\"DoesNotExist\"}]}}]");
    }

    @Test
    void filesAreReadAheadWhereAsked() {
        ObjectNode pod = admit(POD.replace("LABEL", SERVERLESS).replace("kept: 'yes'", """
                file-prefetcher.fluid.io/inject: 'true', file-prefetcher.fluid.io/image: 'prefetch:1',
                  file-prefetcher.fluid.io/file-list: 'pvc://model/a/*.bin;pvc://model',
                  file-prefetcher.fluid.io/extra-envs: 'A=1 B=$(X)'"""));
        JsonNode prefetcher = pod.at("/spec/initContainers/2");

        assertThat(Pods.names(pod.at("/spec/initContainers")))
                .containsExactly("fluid-mount-guard", "fluid-fuse-0", "fluid-file-prefetcher");
        assertThat(prefetcher.at("/env/0/value").asText()).isEqualTo("/data/data/a/*.bin;/data/data");
        assertThat(prefetcher.at("/env/4/value").asText()).isEqualTo("$$(X)");
        assertThat(prefetcher.at("/lifecycle/postStart/exec/command")).hasSize(5);
        assertThat(prefetcher.at("/volumeMounts/0/name").asText()).isEqualTo("data");
    }

    @Test
    void whatReadsAheadHasLimitsWhereAllOthersHaveThem() {
        String free = "{\"requests\":{\"cpu\":\"10m\",\"memory\":\"32Mi\"}}";
        String both = "{\"requests\":{\"cpu\":\"200m\",\"memory\":\"256Mi\"},"
                + "\"limits\":{\"cpu\":\"200m\",\"memory\":\"256Mi\"}}";
        String memory = "{\"requests\":{\"cpu\":\"10m\",\"memory\":\"256Mi\"},\"limits\":{\"memory\":\"256Mi\"}}";

        assertThat(readsAhead("{}", "{}")).isEqualTo(free);
        assertThat(readsAhead("{limits: {cpu: 1, memory: 1Gi}}", "{limits: {cpu: 2, memory: 1Gi}}"))
                .isEqualTo(both);
        assertThat(readsAhead("{limits: {cpu: 1, memory: 1Gi}}", "{limits: {memory: 1Gi}}"))
                .isEqualTo(memory);
        assertThat(readsAhead("{limits: {cpu: 1, memory: 1Gi}}", "{requests: {cpu: 2}}"))
                .isEqualTo(free);
    }

    /** The resources of the container that reads ahead, beside two others. */
    private static String readsAhead(String application, String initContainer) {
        ObjectNode pod = Pods.tree(POD.replace("LABEL", SERVERLESS).replace("kept: 'yes'", """
                file-prefetcher.fluid.io/inject: 'true', file-prefetcher.fluid.io/image: 'prefetch:1'"""));
        ObjectNode spec = (ObjectNode) pod.path("spec");
        for (JsonNode container : spec.path("containers")) {
            ((ObjectNode) container).set("resources", Pods.tree(application));
        }
        spec.withArray("initContainers")
                .addObject()
                .put("name", "first")
                .put("image", "first:1")
                .set("resources", Pods.tree(initContainer));
        for (JsonNode container : admit(pod.toString()).at("/spec/initContainers")) {
            if (container.path("name").asText().equals("fluid-file-prefetcher")) {
                return container.path("resources").toString();
            }
        }
        throw new AssertionError("nothing reads ahead");
    }

    @Test
    void aPrefetchListThatNamesAnotherClaimIsRefused() {
        assertThatThrownBy(() -> admit(POD.replace("LABEL", SERVERLESS).replace("kept: 'yes'", """
                        file-prefetcher.fluid.io/inject: 'true', file-prefetcher.fluid.io/image: 'prefetch:1',
                          file-prefetcher.fluid.io/file-list: '/etc/passwd'""")))
                .isInstanceOf(DeniedException.class)
                .hasMessageContaining("/etc/passwd");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spec: []",
                "spec: {volumes: {a: b}}",
                "spec: {volumes: [null]}",
                "spec: {containers: [7]}",
                "spec: {containers: [{volumeMounts: [7]}]}",
                "spec: {containers: [{lifecycle: x}]}",
                "spec: {containers: [{volumeDevices: {}}]}",
                "spec: {affinity: x}",
                "spec: {affinity: {nodeAffinity: []}}",
                "spec: {affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [x]}}}",
                "spec: {nodeSelector: {a: {}}}",
                "spec: {imagePullSecrets: [x]}"
            })
    void whatIsNoPodIsDenied(String spec) {
        assertThatThrownBy(() -> admit("metadata: {labels: {" + SERVERLESS + "}}\n" + spec))
                .isInstanceOf(DeniedException.class)
                .hasMessageContaining("expected");
    }

    @Test
    void anotherNamespaceThanTheRequestsIsDenied() {
        assertThatThrownBy(() -> admit("metadata: {namespace: other}"))
                .isInstanceOf(DeniedException.class)
                .hasMessageContaining("\"other\"");
    }

    @Test
    void aProfileChoosesTheMutatorsAndThirdPartiesAddTheirs() {
        PodMutatorProvider own = new PodMutatorProvider() {
            @Override
            public String name() {
                return "Own";
            }

            @Override
            public PodMutator create(MutatorSettings settings) {
                return change -> {
                    change.setLabel("own", settings.arguments());
                    return PodMutator.Next.CONTINUE;
                };
            }
        };
        String profile = """
                plugins: {serverless: {withDataset: [Own]}}
                pluginConfig: [{name: Own, args: 'x: 1'}]
                """;

        assertThat(patch(Pods.tree(POD.replace("LABEL", SERVERLESS)), profile, own)
                        .toString())
                .contains("\"own\":\"x: 1\"")
                .doesNotContain("fluid-fuse-0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plugins: {serverless: {withDataset: [Unknown]}}",
                "plugins: [",
                "plugins: []",
                "plugins: {serverles: {withDataset: [FuseSidecar]}}",
                "plugins: {serverless: {withDatasets: [FuseSidecar]}}",
                "plugins: {serverless: {withDataset: FuseSidecar}}",
                "{plugins: {}, pluginConfigs: []}",
                "{plugins: {}, pluginConfig: [{name: Unknown}]}",
                "{plugins: {}, pluginConfig: [{name: FuseSidecar}, {name: FuseSidecar}]}",
                "{plugins: {serverful: {withDataset: [NodeAffinityWithCache]}}, "
                        + "pluginConfig: [{name: NodeAffinityWithCache, args: 'preferred: [{name: a, weight: 101}]'}]}"
            })
    void aWrongProfileIsRefused(String profile) {
        assertThatThrownBy(() -> chains(profile)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aProfileMayBeInFlowStyle() {
        String profile = "{plugins: {serverful: {withDataset: [NodeAffinityWithCache]}}, pluginConfig: "
                + "[{name: NodeAffinityWithCache, args: '{preferred: [{name: fluid.io/fuse, weight: 7}]}'}]}";

        assertThat(patch(Pods.tree(POD.replace("LABEL", SERVERFUL)), profile).toString())
                .contains("\"weight\":7", "fluid.io/f-shop-model");
    }

    private static List<String> keys(JsonNode term) {
        return term.path("matchExpressions").findValuesAsText("key");
    }

    private static ObjectNode admit(String yaml) {
        ObjectNode pod = Pods.tree(yaml);
        for (JsonNode change : patch(pod, "")) {
            String path = change.path("path").asText();
            int slash = path.lastIndexOf('/');
            pod.withObject(path.substring(0, slash)).set(path.substring(slash + 1), change.path("value"));
        }
        return pod;
    }

    private static List<String> paths(String yaml) {
        List<String> paths = new ArrayList<>();
        patch(Pods.tree(yaml), "")
                .forEach(change -> paths.add(change.path("path").asText()));
        return paths;
    }

    private static JsonNode patch(ObjectNode pod, String profile, PodMutatorProvider... further) {
        ObjectNode before = pod.deepCopy();
        ObjectNode request =
                JsonNodeFactory.instance.objectNode().put("operation", "CREATE").put("namespace", "shop");
        request.putObject("kind").put("group", "").put("kind", "Pod");
        request.set("object", pod);
        PodAdmission admission = new PodAdmission(
                Pods.catalog(),
                () -> chains(profile, further),
                new PodAdmission.Settings(false, "platform.example/kind"));
        Decision decision = admission.decide(request);
        assertThat(pod).isEqualTo(before);
        return ((Decision.Allowed) decision).patch();
    }

    static MutatorChains chains(String profile, PodMutatorProvider... further) {
        return chains(profile, true, further);
    }

    static MutatorChains chains(String profile, boolean isNative, PodMutatorProvider... further) {
        DatasetCatalog catalog = Pods.catalog();
        List<PodMutatorProvider> providers = new ArrayList<>(List.of(further));
        ServiceLoader.load(PodMutatorProvider.class).forEach(providers::add);
        return MutatorChains.parse(profile, providers, new MutatorSettings("", catalog, isNative, Map.of()));
    }
}
