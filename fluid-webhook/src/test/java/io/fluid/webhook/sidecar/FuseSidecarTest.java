package io.fluid.webhook.sidecar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluid.webhook.Pods;
import io.fluid.webhook.spi.DatasetCatalog;
import io.fluid.webhook.spi.DeniedException;
import io.fluid.webhook.spi.MountedDataset;
import io.fluid.webhook.spi.MutatorSettings;
import io.fluid.webhook.spi.PodChange;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FuseSidecarTest {

    private static final boolean NATIVE = true;
    private static final boolean DEFAULT = false;

    private static final String POD = """
            metadata: {name: app, labels: {team: shop}}
            spec:
              restartPolicy: Never
              containers:
              - name: app
                image: app:1
                volumeMounts: [{name: data, mountPath: /data, subPath: a, readOnly: true}, {name: own, mountPath: /own}]
              volumes:
              - {name: own, emptyDir: {}}
              - {name: data, persistentVolumeClaim: {claimName: model}}
              - {name: other, persistentVolumeClaim: {claimName: foreign}}
            """;

    @Test
    void nativeModePutsGuardAndSidecarBeforeTheApplication() {
        ObjectNode pod = inject(POD, NATIVE);

        assertThat(Pods.names(pod.at("/spec/initContainers"))).containsExactly("fluid-mount-guard", "fluid-fuse-0");
        assertThat(Pods.names(pod.at("/spec/containers"))).containsExactly("app");
        JsonNode fuse = pod.at("/spec/initContainers/1");
        assertThat(fuse.path("restartPolicy").asText()).isEqualTo("Always");
        assertThat(texts(fuse.at("/startupProbe/exec/command"))).containsExactly("cat", "/fluid/exchange/shown");
        assertThat(Pods.names(fuse.path("ports"))).containsExactly("web");
        assertThat(fuse.has("readinessProbe")).isFalse();
        assertThat(fuse.at("/securityContext/privileged").asBoolean()).isTrue();
        assertThat(Pods.names(pod.at("/spec/imagePullSecrets"))).containsExactly("pull");
    }

    @Test
    void theEnginesCommandRunsUnderTheSupervisorWithItsArgumentsUntouched() {
        JsonNode fuse = inject(POD, NATIVE).at("/spec/initContainers/1");

        assertThat(fuse.path("command")).hasSize(5);
        assertThat(fuse.at("/command/4").asText()).isEqualTo("/entrypoint.sh");
        assertThat(texts(fuse.path("args"))).containsExactly("fuse", "$$(HOME)");
        assertThat(fuse.path("env").findValuesAsText("name"))
                .containsExactly("FLUID_MOUNT_PATH", "FLUID_EXCHANGE", "FLUID_READ_ONLY");
    }

    @Test
    void theClaimsVolumeBecomesAnEmptyDirOfTheSameName() {
        ObjectNode pod = inject(POD, NATIVE);

        assertThat(Pods.names(pod.at("/spec/volumes")))
                .containsExactly("own", "data", "other", "config-0", "alluxio-fuse-device-0", "fluid-exchange-0");
        assertThat(pod.at("/spec/volumes/1/emptyDir").isObject()).isTrue();
        JsonNode mount = pod.at("/spec/containers/0/volumeMounts/0");
        assertThat(mount.path("mountPropagation").asText()).isEqualTo("HostToContainer");
        assertThat(mount.path("subPath").asText()).isEqualTo("data/a");
        assertThat(mount.path("readOnly").asBoolean()).isTrue();
        assertThat(pod.at("/spec/containers/0/volumeMounts/1").has("mountPropagation"))
                .isFalse();
    }

    @Test
    void theDataIsNotAtTheRootOfTheVolumeWhichTheKubeletMeasures() {
        ObjectNode whole = inject(POD.replace("subPath: a, ", ""), NATIVE);
        ObjectNode expanded = inject(POD.replace("subPath: a", "subPathExpr: $(POD)"), NATIVE);

        assertThat(whole.at("/spec/containers/0/volumeMounts/0/subPath").asText())
                .isEqualTo("data");
        assertThat(whole.at("/spec/initContainers/0").has("args")).isFalse();
        assertThat(expanded.at("/spec/containers/0/volumeMounts/0/subPathExpr").asText())
                .isEqualTo("data/$(POD)");
    }

    @Test
    void theGuardKnowsWhichDirectoriesOfADatasetAreMounted() {
        JsonNode guard =
                inject(POD.replace("subPath: a", "subPath: a/$HOME"), NATIVE).at("/spec/initContainers/0");

        assertThat(texts(guard.path("args"))).containsExactly("0:data/a/$$HOME");
        assertThat(guard.path("volumeMounts").findValuesAsText("mountPath"))
                .containsExactly("/guard/0/volume", "/guard/0/exchange");
    }

    @Test
    void theGuardFollowsTheVariablesOfPaths() {
        String expanded = POD.replace("subPath: a", "subPathExpr: 'a$$b/$(NAME)/$(DAY)'")
                .replace(
                        "image: app:1",
                        "env: [{name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}, "
                                + "{name: DAY, value: monday}, {name: OTHER, value: x}]");
        JsonNode guard = inject(expanded, NATIVE).at("/spec/initContainers/0");

        assertThat(texts(guard.path("args"))).containsExactly("0:data/a$$b/$(FLUID_PATH_0)/$(FLUID_PATH_1)");
        assertThat(guard.path("env").toString())
                .isEqualTo(
                        "[{\"valueFrom\":{\"fieldRef\":{\"fieldPath\":\"metadata.name\"}},\"name\":\"FLUID_PATH_0\"},"
                                + "{\"value\":\"monday\",\"name\":\"FLUID_PATH_1\"}]");
    }

    @Test
    void aPathThatTheGuardCannotFollowIsWarnedOf() {
        PodChange change = change(POD.replace("subPath: a", "subPathExpr: $(DAY)"), Pods.catalog());

        assertThat(change.warnings()).singleElement().asString().contains("container \"app\"", "/data", "variable DAY");
        assertThat(change.pod().at("/spec/initContainers/0").has("args")).isFalse();
    }

    @Test
    void aReadOnlyVolumeStaysReadOnly() {
        ObjectNode pod = inject(
                POD.replace("claimName: model", "claimName: model, readOnly: true")
                        .replace(", readOnly: true}, {name", "}, {name"),
                NATIVE);

        assertThat(pod.at("/spec/containers/0/volumeMounts/0/readOnly").asBoolean())
                .isTrue();
    }

    @Test
    void theSidecarMountsReadOnlyWhereNoContainerMayWrite() {
        DatasetCatalog writable = writable(Pods.catalog());
        String oneWrites = POD.replace("subPath: a, readOnly: true", "subPath: a");

        assertThat(readOnly(inject(POD, NATIVE, writable))).isTrue();
        assertThat(readOnly(inject(oneWrites, NATIVE, writable))).isFalse();
        assertThat(readOnly(inject(
                        oneWrites.replace("claimName: model", "claimName: model, readOnly: true"), NATIVE, writable)))
                .isTrue();
    }

    @Test
    void aPodWhoseContainersDifferInWhatTheyMayWriteIsWarned() {
        String mixed = POD.replace("{name: own, mountPath: /own}", "{name: data, mountPath: /own}");
        PodChange change = change(mixed, writable(Pods.catalog()));

        assertThat(readOnly(change.pod())).isFalse();
        assertThat(change.warnings()).singleElement().asString().contains("claim \"model\"", "restarted");
        assertThat(change(mixed, Pods.catalog()).warnings()).isEmpty();
        assertThat(change(POD, writable(Pods.catalog())).warnings()).isEmpty();
    }

    @Test
    void thePrefetcherWhichOnlyReadsMakesNoDifference() {
        String prefetched = POD.replace("subPath: a, readOnly: true", "subPath: a")
                .replace(
                        "  containers:",
                        "  initContainers: [{name: fluid-file-prefetcher, image: p:1, volumeMounts: "
                                + "[{name: data, mountPath: /d, readOnly: true}]}]\n  containers:");
        PodChange change = change(prefetched, writable(Pods.catalog()));

        assertThat(change.warnings()).isEmpty();
        assertThat(readOnly(change.pod())).isFalse();
    }

    @Test
    void theGuardHasALimitOfCpuWhereAllOthersHaveOne() throws Exception {
        JsonNode limits = new ObjectMapper().readTree("{\"cpu\": \"1\"}");

        JsonNode limited = GuardResources.DEFAULT.beside(List.of(limited(limits), limited(limits)));
        assertThat(limited.path("requests")).isEqualTo(limited.path("limits"));
        assertThat(limited.path("limits").toString()).isEqualTo("{\"memory\":\"64Mi\",\"cpu\":\"100m\"}");

        JsonNode free = GuardResources.DEFAULT.beside(List.of(limited(limits), JsonNodeFactory.instance.objectNode()));
        assertThat(free.path("limits").toString()).isEqualTo("{\"memory\":\"64Mi\"}");
        assertThat(free.path("requests").toString()).isEqualTo("{\"cpu\":\"1m\",\"memory\":\"16Mi\"}");
        assertThat(inject(POD, NATIVE).at("/spec/initContainers/0/resources")).isEqualTo(free);
    }

    private static JsonNode limited(JsonNode limits) {
        ObjectNode container = JsonNodeFactory.instance.objectNode();
        container.putObject("resources").set("limits", limits);
        return container;
    }

    @Test
    void theInstallationSaysWhatTheGuardMayUse() {
        assertThat(GuardResources.of(settings(Map.of("MOUNT_GUARD_CPU", "0.2", "MOUNT_GUARD_MEMORY", "1Gi"))))
                .isEqualTo(new GuardResources("0.2", "1Gi"));
        assertThat(GuardResources.of(settings(Map.of("MOUNT_GUARD_CPU", "")))).isEqualTo(GuardResources.DEFAULT);
        assertThatThrownBy(() -> GuardResources.of(settings(Map.of("MOUNT_GUARD_MEMORY", "much"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MOUNT_GUARD_MEMORY: \"much\"");
    }

    @Test
    void metricsPortsFollowTheRuntimeUnlessThePodSaysOtherwise() {
        DatasetCatalog scraped = (namespace, claim, anyPhase) -> Optional.of(withMetrics(namespace, claim));
        String annotated = POD.replace(
                "name: app, labels", "name: app, annotations: {prometheus.fuse.fluid.io/scrape: '%s'}, labels");

        ObjectNode pod = inject(POD, NATIVE, scraped);
        assertThat(Pods.names(pod.at("/spec/initContainers/1/ports"))).containsExactly("metrics", "x-metrics", "web");
        assertThat(pod.at("/metadata/annotations")
                        .path("prometheus.fuse.fluid.io/scrape")
                        .asText())
                .isEqualTo("true");
        assertThat(Pods.names(
                        inject(annotated.formatted("false"), NATIVE, scraped).at("/spec/initContainers/1/ports")))
                .containsExactly("web");

        DatasetCatalog silent = (namespace, claim, anyPhase) -> Optional.of(
                Pods.dataset(namespace, claim, withMetrics(namespace, claim).fuse()));
        ObjectNode quiet = inject(POD, NATIVE, silent);
        assertThat(Pods.names(quiet.at("/spec/initContainers/1/ports"))).containsExactly("web");
        assertThat(quiet.at("/metadata").has("annotations")).isFalse();
        assertThat(Pods.names(
                        inject(annotated.formatted("true"), NATIVE, silent).at("/spec/initContainers/1/ports")))
                .hasSize(3);
    }

    private static MountedDataset withMetrics(String namespace, String claim) {
        MountedDataset dataset = Pods.dataset(namespace, claim, Pods.tree("""
                containers:
                - {name: fuse, image: f, command: [fuse], ports: [{name: metrics, containerPort: 1},
                   {name: x-metrics, containerPort: 2}, {name: web, containerPort: 3}]}
                """));
        return new MountedDataset(
                dataset.claim(),
                dataset.name(),
                dataset.id(),
                dataset.readOnly(),
                dataset.mountPath(),
                dataset.fuse(),
                dataset.nodeAffinity(),
                dataset.subPath(),
                true);
    }

    private static DatasetCatalog writable(DatasetCatalog catalog) {
        return (namespace, claim, anyPhase) -> catalog.find(namespace, claim, anyPhase)
                .map(dataset -> new MountedDataset(
                        dataset.claim(),
                        dataset.name(),
                        dataset.id(),
                        false,
                        dataset.mountPath(),
                        dataset.fuse(),
                        dataset.nodeAffinity(),
                        dataset.subPath(),
                        dataset.scraped()));
    }

    private static MutatorSettings settings(Map<String, String> environment) {
        return new MutatorSettings("", Pods.catalog(), NATIVE, environment);
    }

    private static boolean readOnly(ObjectNode pod) {
        List<String> variables = new ArrayList<>();
        pod.at("/spec/initContainers")
                .forEach(container -> variables.addAll(container.path("env").findValuesAsText("name")));
        return variables.contains("FLUID_READ_ONLY");
    }

    @Test
    void recursiveReadOnlyIsRefusedWhereItIsAMust() {
        assertThatThrownBy(() ->
                        inject(POD.replace("readOnly: true", "readOnly: true, recursiveReadOnly: Enabled"), NATIVE))
                .isInstanceOf(DeniedException.class)
                .hasMessageContaining("recursiveReadOnly");
        assertThat(inject(POD.replace("readOnly: true", "readOnly: true, recursiveReadOnly: IfPossible"), NATIVE)
                        .at("/spec/containers/0/volumeMounts/0/recursiveReadOnly")
                        .asText())
                .isEqualTo("Disabled");
    }

    @Test
    void thePodIsMarked() {
        ObjectNode pod = inject(POD, NATIVE);
        JsonNode labels = pod.at("/metadata/labels");

        assertThat(labels.path("team").asText()).isEqualTo("shop");
        assertThat(labels.path("done.sidecar.fluid.io/inject").asText()).isEqualTo("true");
        assertThat(labels.path("fluid.io/managed-by").asText()).isEqualTo("fluid");
        assertThat(labels.path("dataset-name.sidecar.fluid.io/fluid-fuse-0").asText())
                .isEqualTo("model");
        assertThat(labels.path("dataset-namespace.sidecar.fluid.io/fluid-fuse-0")
                        .asText())
                .isEqualTo("shop");
    }

    @Test
    void defaultModeEndsWithTheApplicationAndHoldsItBackUntilTheDataIsThere() {
        ObjectNode pod = inject(POD, DEFAULT);

        assertThat(Pods.names(pod.at("/spec/containers"))).containsExactly("fluid-mount-guard", "fluid-fuse-0", "app");
        JsonNode fuse = pod.at("/spec/containers/1");
        assertThat(fuse.has("restartPolicy")).isFalse();
        assertThat(Pods.names(pod.at("/spec/volumes"))).contains("fluid-podinfo");
        assertThat(fuse.path("env").findValuesAsText("name")).contains("FLUID_MOUNT_PATH", "FLUID_FINISHED_FILE");
    }

    @Test
    void hooksAreNotEscapedForTheKubeletDoesNotExpandThem() {
        JsonNode fuse = inject(POD, DEFAULT).at("/spec/containers/1");

        assertThat(fuse.at("/lifecycle/postStart/exec/command/2").asText())
                .contains("\"$FLUID_EXCHANGE/shown\"")
                .doesNotContain("$$");
        assertThat(fuse.at("/command/2").asText()).contains("data=$$FLUID_EXCHANGE/data");
    }

    @Test
    void twoDatasetsGetASidecarEachInTheOrderOfTheirNames() {
        ObjectNode pod = inject(POD.replace("claimName: foreign", "claimName: alpha"), NATIVE);

        assertThat(Pods.names(pod.at("/spec/initContainers")))
                .containsExactly("fluid-mount-guard", "fluid-fuse-0", "fluid-fuse-1");
        assertThat(pod.at("/metadata/labels")
                        .path("dataset-name.sidecar.fluid.io/fluid-fuse-0")
                        .asText())
                .isEqualTo("alpha");
    }

    @Test
    void twoVolumesOfOneClaimShareOneMount() {
        ObjectNode pod = inject(
                POD.replace("{name: own, emptyDir: {}}", "{name: own, persistentVolumeClaim: {claimName: model}}"),
                NATIVE);

        assertThat(Pods.names(pod.at("/spec/initContainers"))).containsExactly("fluid-mount-guard", "fluid-fuse-0");
        assertThat(pod.at("/spec/containers/0/volumeMounts/0/name").asText()).isEqualTo("own");
        assertThat(pod.at("/spec/containers/0/volumeMounts/1/name").asText()).isEqualTo("own");
    }

    @Test
    void namesThatThePodHasGivenAwayAreLeftToIt() {
        ObjectNode pod = inject(
                POD.replace("- name: app", "- name: fluid-fuse-0")
                        .replace("name: other", "name: fluid-exchange-1")
                        .replace("name: own", "name: config-1"),
                NATIVE);

        assertThat(Pods.names(pod.at("/spec/initContainers"))).containsExactly("fluid-mount-guard", "fluid-fuse-1");
        assertThat(Pods.names(pod.at("/spec/volumes")))
                .doesNotHaveDuplicates()
                .contains("config-1", "config-1-1", "fluid-exchange-1", "fluid-exchange-1-1");
    }

    @Test
    void anInitContainerWithADatasetIsRefusedInDefaultMode() {
        String pod = POD.replace(
                "  containers:",
                "  initContainers: [{name: prepare, image: app:1, volumeMounts: [{name: data, mountPath: /d}]}]\n"
                        + "  containers:");

        assertThatThrownBy(() -> inject(pod, DEFAULT))
                .isInstanceOf(DeniedException.class)
                .hasMessageContaining("native-sidecar");
        assertThat(Pods.names(inject(pod, NATIVE).at("/spec/initContainers")))
                .containsExactly("fluid-mount-guard", "fluid-fuse-0", "prepare");
    }

    @Test
    void aClientThatMountsADatasetItselfComesAfterTheClientOfThat() {
        JsonNode chained = Pods.tree("""
                containers:
                - {name: fuse, image: f, command: [fuse], volumeMounts: [{name: source, mountPath: /source}]}
                volumes: [{name: source, persistentVolumeClaim: {claimName: base}}]
                """);
        DatasetCatalog catalog = (namespace, claim, anyPhase) -> claim.equals("model")
                ? Optional.of(Pods.dataset(namespace, claim, chained))
                : Pods.catalog().find(namespace, claim, anyPhase);

        ObjectNode pod = inject(POD, NATIVE, catalog);

        assertThat(Pods.names(pod.at("/spec/initContainers")))
                .containsExactly("fluid-mount-guard", "fluid-fuse-1", "fluid-fuse-0");
        assertThat(pod.at("/spec/initContainers/2/volumeMounts/0/mountPropagation")
                        .asText())
                .isEqualTo("HostToContainer");
        assertThat(pod.at("/spec/initContainers/0/volumeMounts")).hasSize(4);
        assertThat(pod.toString()).doesNotContain("\"claimName\":\"base\"");
        assertThat(change(POD, catalog).used().stream().map(MountedDataset::claim))
                .containsExactly("model", "base");
    }

    @Test
    void twoClientsThatMountTheSameDatasetShareItsVolumeAndSeeTheFolderThatItStandsFor() {
        JsonNode chained = Pods.tree("""
                containers:
                - {name: fuse, image: f, command: [fuse], volumeMounts: [{name: source, mountPath: /source}]}
                volumes: [{name: source, persistentVolumeClaim: {claimName: base, readOnly: true}}]
                """);
        DatasetCatalog catalog = (namespace, claim, anyPhase) -> claim.equals("base")
                ? Optional.of(Pods.dataset(
                        namespace, claim, Pods.dataset(namespace, claim).fuse(), "part"))
                : Optional.of(Pods.dataset(namespace, claim, chained));

        ObjectNode pod = inject(POD.replace("claimName: foreign", "claimName: alpha"), NATIVE, catalog);

        assertThat(Pods.names(pod.at("/spec/initContainers")))
                .containsExactly("fluid-mount-guard", "fluid-fuse-2", "fluid-fuse-0", "fluid-fuse-1");
        for (int client : List.of(2, 3)) {
            JsonNode mount = pod.at("/spec/initContainers/" + client + "/volumeMounts/0");
            assertThat(mount.path("name").asText()).isEqualTo("source-0");
            assertThat(mount.path("subPath").asText()).isEqualTo("data/part");
            assertThat(mount.path("readOnly").asBoolean()).isTrue();
        }
        assertThat(texts(pod.at("/spec/initContainers/0/args"))).contains("2:data/part");
    }

    @Test
    void aClientThatMountsItsOwnDatasetIsRefused() {
        JsonNode circular = Pods.tree("""
                containers:
                - {name: fuse, image: f, command: [fuse], volumeMounts: [{name: source, mountPath: /source}]}
                volumes: [{name: source, persistentVolumeClaim: {claimName: model}}]
                """);

        assertThatThrownBy(() -> inject(
                        POD,
                        NATIVE,
                        (namespace, claim, anyPhase) -> Optional.of(Pods.dataset(namespace, claim, circular))))
                .isInstanceOf(DeniedException.class)
                .hasMessageContaining("itself");
    }

    @Test
    void unprivilegedSidecarsMountWithoutGuardDeviceAndSysAdmin() {
        ObjectNode pod = inject(POD.replace("team: shop", "unprivileged.sidecar.fluid.io/inject: 'true'"), NATIVE);
        JsonNode fuse = pod.at("/spec/initContainers/0");

        assertThat(Pods.names(pod.at("/spec/initContainers"))).containsExactly("fluid-fuse-0");
        assertThat(fuse.at("/securityContext/privileged").asBoolean(true)).isFalse();
        assertThat(texts(fuse.at("/securityContext/capabilities/add"))).containsExactly("SYS_TIME");
        assertThat(fuse.path("volumeMounts").findValuesAsText("mountPath"))
                .containsExactly("/etc/alluxio", "/runtime-mnt/alluxio/shop/model/alluxio-fuse");
        assertThat(texts(fuse.path("command"))).containsExactly("/entrypoint.sh");
        assertThat(pod.at("/spec/containers/0/volumeMounts/0/subPath").asText()).isEqualTo("a");
    }

    @Test
    void labelsKeepCacheDirectoriesLeaveOutTheWaitAndHookTheApplication() {
        ObjectNode pod = inject(
                POD.replace(
                        "team: shop",
                        "cachedir.sidecar.fluid.io/inject: 'true', fuse.sidecar.poststart.fluid.io/inject: 'false', "
                                + "app.poststart.fluid.io/inject: 'true'"),
                NATIVE);

        assertThat(Pods.names(pod.at("/spec/volumes"))).contains("mem-0");
        assertThat(pod.at("/spec/initContainers/1").has("startupProbe")).isFalse();
        assertThat(texts(pod.at("/spec/containers/0/lifecycle/postStart/exec/command")))
                .hasSize(5)
                .last()
                .isEqualTo("/data");
    }

    @Test
    void theUnprivilegedPlatformIsTheSameAsTheLabel() {
        String byLabel = POD.replace("team: shop", "unprivileged.sidecar.fluid.io/inject: 'true'");
        String byAnnotation = POD.replace(
                "name: app, labels", "name: app, annotations: {serverless.fluid.io/platform: unprivileged}, labels");

        assertThat(inject(byAnnotation, NATIVE).path("spec"))
                .isEqualTo(inject(byLabel, NATIVE).path("spec"));
        assertThatThrownBy(() -> inject(byAnnotation.replace("unprivileged", "moon"), NATIVE))
                .isInstanceOf(DeniedException.class)
                .hasMessageContaining("\"moon\"")
                .hasMessageContaining("default or unprivileged");
    }

    @Test
    void aDirectoryOfThePodsOwnIsWhatRandomSuffixAsksForAndFixedIsAnsweredWithAWarning() {
        String random = POD.replace(
                "name: app, labels",
                "name: app, annotations: {default.fuse-sidecar.fluid.io/host-mount-path-mode: random-suffix}, labels");

        assertThat(change(random, Pods.catalog()).warnings()).isEmpty();
        assertThat(change(random.replace("random-suffix", "fixed"), Pods.catalog())
                        .warnings())
                .singleElement()
                .asString()
                .contains("\"fixed\"", "no effect");
    }

    @Test
    void whatCanNeverMountADatasetIsRefused() {
        assertThatThrownBy(() -> inject(
                        POD.replace(
                                "image: app:1\n",
                                "image: app:1\n    volumeDevices: [{name: data, devicePath: /dev/x}]\n"),
                        NATIVE))
                .isInstanceOf(DeniedException.class)
                .hasMessageContaining("volumeDevices");
        assertThatThrownBy(() -> inject(POD.replace("restartPolicy: Never", "os: {name: windows}"), NATIVE))
                .isInstanceOf(DeniedException.class)
                .hasMessageContaining("spec.os.name");
    }

    @Test
    void aUserNamespaceIsRefusedWhereSidecarsMountThemselves() {
        String own = POD.replace("restartPolicy: Never", "hostUsers: false");

        assertThatThrownBy(() -> inject(own, NATIVE))
                .isInstanceOf(DeniedException.class)
                .hasMessageContaining("spec.hostUsers");
        assertThat(Pods.names(inject(own.replace("team: shop", "unprivileged.sidecar.fluid.io/inject: 'true'"), NATIVE)
                        .at("/spec/initContainers")))
                .containsExactly("fluid-fuse-0");
        assertThat(Pods.names(inject(own.replace("false", "true"), NATIVE).at("/spec/initContainers")))
                .hasSize(2);
    }

    @Test
    void namesOfTheGreatestLengthStayNames() {
        String longName = "v".repeat(61) + "-v";
        JsonNode fuse = Pods.tree("""
                containers: [{name: f, image: f, command: [f], volumeMounts: [{name: LONG, mountPath: /etc/f}]}]
                volumes: [{name: LONG, emptyDir: {}}]
                """.replace("LONG", longName));

        ObjectNode pod =
                inject(POD, NATIVE, (namespace, claim, anyPhase) -> Optional.of(Pods.dataset(namespace, claim, fuse)));

        assertThat(Pods.names(pod.at("/spec/volumes")))
                .allMatch(name -> name.matches("[a-z]([-a-z0-9]{0,61}[a-z0-9])?"))
                .doesNotHaveDuplicates();
    }

    @Test
    void manyPodsAtOnceGetTheSameAndShareNothing() throws Exception {
        ObjectNode expected = inject(POD, NATIVE);
        JsonNode fuse = Pods.dataset("shop", "model").fuse();
        JsonNode before = fuse.deepCopy();
        DatasetCatalog shared = (namespace, claim, anyPhase) ->
                claim.startsWith("foreign") ? Optional.empty() : Optional.of(Pods.dataset(namespace, claim, fuse));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ObjectNode>> all = IntStream.range(0, 200)
                    .mapToObj(number -> threads.submit(() -> inject(POD, NATIVE, shared)))
                    .toList();
            for (Future<ObjectNode> one : all) {
                assertThat(one.get()).isEqualTo(expected);
            }
        }
        assertThat(fuse).isEqualTo(before);
    }

    @Test
    void aFuseWithoutCommandIsRefused() {
        assertThatThrownBy(() -> inject(
                        POD,
                        NATIVE,
                        (namespace, claim, anyPhase) -> Optional.of(
                                Pods.dataset(namespace, claim, Pods.tree("containers: [{name: fuse, image: f}]")))))
                .isInstanceOf(DeniedException.class)
                .hasMessageContaining("no command");
    }

    @Test
    void ofADatasetThatIsAFolderOfAnotherThePodSeesThatFolder() {
        DatasetCatalog catalog = (namespace, claim, anyPhase) -> {
            MountedDataset whole = Pods.dataset(namespace, claim);
            return Optional.of(Pods.dataset(namespace, claim, whole.fuse(), "2024/$x"));
        };

        ObjectNode pod = inject(POD, NATIVE, catalog);
        assertThat(pod.at("/spec/containers/0/volumeMounts/0/subPath").asText()).isEqualTo("data/2024/$x/a");
        assertThat(pod.at("/spec/containers/0/volumeMounts/1").has("subPath")).isFalse();
        assertThat(texts(pod.at("/spec/initContainers/0/args"))).containsExactly("0:data/2024/$$x/a");

        assertThat(inject(POD.replace("subPath: a, ", ""), NATIVE, catalog)
                        .at("/spec/containers/0/volumeMounts/0/subPath")
                        .asText())
                .isEqualTo("data/2024/$x");
        assertThat(inject(POD.replace("subPath: a", "subPathExpr: $(POD)"), NATIVE, catalog)
                        .at("/spec/containers/0/volumeMounts/0/subPathExpr")
                        .asText())
                .isEqualTo("data/2024/$$x/$(POD)");
    }

    private static ObjectNode inject(String yaml, boolean isNative) {
        return inject(yaml, isNative, Pods.catalog());
    }

    private static PodChange change(String yaml, DatasetCatalog catalog) {
        return change(yaml, NATIVE, catalog);
    }

    private static ObjectNode inject(String yaml, boolean isNative, DatasetCatalog catalog) {
        return change(yaml, isNative, catalog).pod();
    }

    private static PodChange change(String yaml, boolean isNative, DatasetCatalog catalog) {
        ObjectNode pod = Pods.tree(yaml);
        TreeSet<String> claims = new TreeSet<>();
        pod.at("/spec/volumes").forEach(volume -> claims.add(ConsumerMounts.claimOf(volume)));
        List<MountedDataset> datasets = claims.stream()
                .filter(claim -> !claim.isEmpty() && !claim.startsWith("foreign"))
                .flatMap(claim -> catalog.find("shop", claim, false).stream())
                .toList();
        DatasetCatalog real = (namespace, claim, anyPhase) ->
                claim.startsWith("foreign") ? Optional.empty() : catalog.find(namespace, claim, anyPhase);
        PodChange change = new PodChange(pod, "shop", datasets);
        new FuseSidecar(real, isNative, GuardResources.DEFAULT).mutate(change);
        return change;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
