package io.fluid.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SidecarInjectorTest {

    private static final String FUSE = """
            hostNetwork: true
            containers:
            - name: alluxio-fuse
              image: alluxio/alluxio-dev:2.9.0
              command: ["/entrypoint.sh"]
              args: ["fuse", "$$(HOME)"]
              ports: [{name: fuse-metrics, containerPort: 9567, hostPort: 9567}]
              readinessProbe: {exec: {command: ["true"]}}
              volumeMounts:
              - {name: alluxio-fuse-mount, mountPath: /runtime-mnt/alluxio/shop/model, mountPropagation: Bidirectional}
              - {name: config, mountPath: /etc/alluxio}
              - {name: mem, mountPath: /dev/shm}
            volumes:
            - {name: alluxio-fuse-mount, hostPath: {path: /runtime-mnt/alluxio/shop/model}}
            - {name: config, configMap: {name: model-config}}
            - {name: mem, emptyDir: {medium: Memory}}
            - {name: unused, emptyDir: {}}
            """;

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

    private final DatasetCatalog catalog = (namespace, claim) -> claim.equals("foreign")
            ? Optional.empty()
            : Optional.of(new FuseSource(
                    namespace, claim, "/runtime-mnt/alluxio/shop/" + claim + "/alluxio-fuse", tree(FUSE)));

    @Test
    void nativeModePutsGuardAndSidecarBeforeTheApplication() {
        ObjectNode pod = inject(POD, InjectionMode.NATIVE);

        assertThat(names(pod.at("/spec/initContainers"))).containsExactly("fluid-mount-guard", "fluid-fuse-0");
        assertThat(names(pod.at("/spec/containers"))).containsExactly("app");
        JsonNode fuse = pod.at("/spec/initContainers/1");
        assertThat(fuse.path("restartPolicy").asText()).isEqualTo("Always");
        assertThat(fuse.at("/startupProbe/exec/command/2").asText())
                .isEqualTo(" /runtime-mnt/alluxio/shop/model/alluxio-fuse fuse");
        assertThat(fuse.has("ports")).isFalse();
        assertThat(fuse.has("readinessProbe")).isFalse();
        assertThat(fuse.at("/securityContext/privileged").asBoolean()).isTrue();
    }

    @Test
    void theEnginesCommandRunsUnderTheSupervisorWithItsArgumentsUntouched() {
        JsonNode fuse = inject(POD, InjectionMode.NATIVE).at("/spec/initContainers/1");

        assertThat(fuse.path("command")).hasSize(5);
        assertThat(fuse.at("/command/4").asText()).isEqualTo("/entrypoint.sh");
        assertThat(fuse.path("args")).isEqualTo(tree(FUSE).at("/containers/0/args"));
    }

    @Test
    void theClaimsVolumeBecomesAnEmptyDirOfTheSameName() {
        ObjectNode pod = inject(POD, InjectionMode.NATIVE);

        assertThat(names(pod.at("/spec/volumes"))).containsExactly("own", "data", "other", "config-0");
        assertThat(pod.at("/spec/volumes/1/emptyDir").isObject()).isTrue();
        JsonNode mount = pod.at("/spec/containers/0/volumeMounts/0");
        assertThat(mount.path("mountPropagation").asText()).isEqualTo("HostToContainer");
        assertThat(mount.path("subPath").asText()).isEqualTo("a");
        assertThat(mount.path("readOnly").asBoolean()).isTrue();
        assertThat(pod.at("/spec/containers/0/volumeMounts/1").has("mountPropagation"))
                .isFalse();
    }

    @Test
    void thePodIsMarked() {
        ObjectNode pod = inject(POD, InjectionMode.NATIVE);

        assertThat(pod.at("/metadata/labels").path("team").asText()).isEqualTo("shop");
        assertThat(pod.at("/metadata/labels")
                        .path("done.sidecar.fluid.io/inject")
                        .asText())
                .isEqualTo("true");
        assertThat(pod.at("/metadata/labels")
                        .path("dataset-name.sidecar.fluid.io/fluid-fuse-0")
                        .asText())
                .isEqualTo("model");
        assertThat(pod.at("/metadata/annotations")
                        .path("fluid.io/datasets-in-use")
                        .asText())
                .isEqualTo("model");
    }

    @Test
    void defaultModeEndsWithTheApplicationAndHoldsItBackUntilTheDataIsThere() {
        ObjectNode pod = inject(POD, InjectionMode.DEFAULT);

        assertThat(names(pod.at("/spec/containers"))).containsExactly("fluid-mount-guard", "fluid-fuse-0", "app");
        JsonNode fuse = pod.at("/spec/containers/1");
        assertThat(fuse.has("restartPolicy")).isFalse();
        assertThat(fuse.at("/lifecycle/postStart/exec/command/0").asText()).isEqualTo("sh");
        assertThat(names(pod.at("/spec/volumes"))).contains("fluid-podinfo");
        assertThat(fuse.path("env").findValuesAsText("name")).contains("FLUID_MOUNT_PATH", "FLUID_FINISHED_FILE");
    }

    @Test
    void twoDatasetsGetASidecarEachInTheOrderOfTheirNames() {
        ObjectNode pod = inject(POD.replace("claimName: foreign", "claimName: alpha"), InjectionMode.NATIVE);

        assertThat(names(pod.at("/spec/initContainers")))
                .containsExactly("fluid-mount-guard", "fluid-fuse-0", "fluid-fuse-1");
        assertThat(pod.at("/metadata/labels")
                        .path("dataset-name.sidecar.fluid.io/fluid-fuse-0")
                        .asText())
                .isEqualTo("alpha");
        assertThat(pod.at("/metadata/annotations")
                        .path("fluid.io/datasets-in-use")
                        .asText())
                .isEqualTo("alpha,model");
    }

    @Test
    void twoVolumesOfOneClaimShareOneMount() {
        ObjectNode pod = inject(
                POD.replace("{name: own, emptyDir: {}}", "{name: own, persistentVolumeClaim: {claimName: model}}"),
                InjectionMode.NATIVE);

        assertThat(names(pod.at("/spec/initContainers"))).containsExactly("fluid-mount-guard", "fluid-fuse-0");
        assertThat(pod.at("/spec/containers/0/volumeMounts/0/name").asText()).isEqualTo("own");
        assertThat(pod.at("/spec/containers/0/volumeMounts/1/name").asText()).isEqualTo("own");
    }

    @Test
    void anInitContainerWithADatasetIsRefusedInDefaultMode() {
        String pod = POD.replace(
                "  containers:",
                "  initContainers: [{name: prepare, image: app:1, volumeMounts: [{name: data, mountPath: /d}]}]\n"
                        + "  containers:");

        assertThatThrownBy(() -> inject(pod, InjectionMode.DEFAULT))
                .isInstanceOf(DeniedException.class)
                .hasMessageContaining("native-sidecar");
        assertThat(names(inject(pod, InjectionMode.NATIVE).at("/spec/initContainers")))
                .containsExactly("fluid-mount-guard", "fluid-fuse-0", "prepare");
    }

    @Test
    void aPodWithoutDatasetsIsLeftAlone() {
        ObjectNode pod = tree(POD.replace("claimName: model", "claimName: foreign"));
        ObjectNode before = pod.deepCopy();

        assertThat(new SidecarInjector(catalog, InjectionMode.NATIVE).inject(pod, "shop"))
                .isFalse();
        assertThat(pod).isEqualTo(before);
    }

    private ObjectNode inject(String yaml, InjectionMode mode) {
        ObjectNode pod = tree(yaml);
        assertThat(new SidecarInjector(catalog, mode).inject(pod, "shop")).isTrue();
        return pod;
    }

    private static ObjectNode tree(String yaml) {
        return new ObjectMapper().valueToTree(Serialization.unmarshal(yaml, Object.class));
    }

    private static List<String> names(JsonNode list) {
        List<String> names = new ArrayList<>();
        list.forEach(item -> names.add(item.path("name").asText()));
        return names;
    }
}
