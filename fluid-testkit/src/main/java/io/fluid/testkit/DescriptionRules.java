package io.fluid.testkit;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.core.spi.CacheDescription;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.EngineDescriptor;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** What holds for every description of every engine. */
final class DescriptionRules {

    private static final int LABEL_LENGTH = 63;
    // A StatefulSet's pods carry its name with a hyphen and a hash of ten characters in a label.
    private static final int SET_NAME_LENGTH = LABEL_LENGTH - 11;
    private static final int OBJECT_NAME_LENGTH = 253;
    private static final int PORT_NAME_LENGTH = 15;
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern DNS_NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");
    private static final Pattern LABEL_VALUE = Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");
    private static final Pattern IMAGE = Pattern.compile("\\S+(:[\\w][\\w.-]{0,127}|@sha256:[0-9a-f]{64})");

    private final CacheRequest request;
    private final EngineDescriptor engine;
    private final CacheDescription description;
    private final Described all;

    DescriptionRules(CacheRequest request, EngineDescriptor engine, CacheDescription description) {
        this.request = request;
        this.engine = engine;
        this.description = description;
        this.all = Described.of(description);
    }

    void check() {
        resourcesAreOfKindsThatTheCorePrunes();
        namesAreValidAndUnique();
        workloadsAreSelectedByAppReleaseAndRole();
        podsAreWellFormed();
        fuseIsAsDescribed();
        portsAreThoseAllocated();
        mountedVolumesExist();
        everythingSurvivesSerialization();
        assertThat(description.workerMemoryBytes()).as("workerMemoryBytes").isNotNegative();
        assertThat(description.workerDiskBytes()).as("workerDiskBytes").isNotNegative();
    }

    private void resourcesAreOfKindsThatTheCorePrunes() {
        assertThat(description.resources())
                .as("resources: other kinds would stay when a later description lacks them")
                .allSatisfy(object -> assertThat(object).isInstanceOfAny(ConfigMap.class, Service.class));
    }

    private void namesAreValidAndUnique() {
        Set<String> seen = new HashSet<>();
        for (HasMetadata object : all.objects()) {
            String name = object.getMetadata().getName();
            String what = object.getKind() + " " + name;
            assertThat(seen.add(what)).as(what + " is described once").isTrue();
            assertThat(name)
                    .as("name of a " + object.getKind() + ": the runtime's name keeps caches apart")
                    .startsWith(request.name())
                    .matches(DNS_NAME);
            assertThat(name.length()).as("length of the name of " + what).isLessThanOrEqualTo(longestName(object));
            if (object.getMetadata().getNamespace() != null) {
                assertThat(object.getMetadata().getNamespace())
                        .as("namespace of " + what)
                        .isEqualTo(request.namespace());
            }
            labelsAreValid(what, object.getMetadata().getLabels());
        }
    }

    private static int longestName(HasMetadata object) {
        if (object instanceof StatefulSet) {
            return SET_NAME_LENGTH;
        }
        return object instanceof Service || object instanceof DaemonSet ? LABEL_LENGTH : OBJECT_NAME_LENGTH;
    }

    private static void labelsAreValid(String what, Map<String, String> labels) {
        if (labels != null) {
            assertThat(labels.values())
                    .as("label values of " + what)
                    .allSatisfy(value -> assertThat(value).matches(LABEL_VALUE));
        }
    }

    private void workloadsAreSelectedByAppReleaseAndRole() {
        if (description.master() != null) {
            selects(
                    "master",
                    description.master(),
                    description.master().getSpec().getSelector());
        }
        if (description.worker() != null) {
            selects(
                    "worker",
                    description.worker(),
                    description.worker().getSpec().getSelector());
        }
        DaemonSet fuse = description.fuse().daemonSet();
        selects("fuse", fuse, fuse.getSpec().getSelector());
    }

    // Selectors are immutable, so the core cannot add them later.
    private void selects(String component, HasMetadata workload, LabelSelector selector) {
        assertThat(workload.getMetadata().getName())
                .as("name of the " + component)
                .endsWith("-" + component);
        assertThat(selector.getMatchExpressions()).isEmpty();
        assertThat(selector.getMatchLabels())
                .as("selector of the " + component)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "app", engine.runtimeType(),
                        "release", request.name(),
                        "role", engine.runtimeType() + "-" + component));
    }

    private void podsAreWellFormed() {
        all.pods().forEach(DescriptionRules::podIsWellFormed);
    }

    static void podIsWellFormed(String component, PodTemplateSpec pod) {
        assertThat(pod.getSpec().getContainers())
                .as("containers of the " + component)
                .isNotEmpty();
        Set<String> names = new HashSet<>();
        for (Container container : Described.containers(pod)) {
            String what = component + " container " + container.getName();
            assertThat(container.getName()).as(what).matches(DNS_LABEL);
            assertThat(names.add(container.getName())).as(what + " occurs once").isTrue();
            assertThat(container.getImage())
                    .as(what + ": image with tag or digest")
                    .matches(IMAGE);
            Map<String, Long> variables = container.getEnv().stream()
                    .collect(Collectors.groupingBy(variable -> variable.getName(), Collectors.counting()));
            assertThat(variables.values())
                    .as(what + ": each variable once " + variables)
                    .allMatch(count -> count == 1);
            for (ContainerPort port : container.getPorts()) {
                if (port.getName() != null) {
                    assertThat(port.getName()).as(what + ": port name").matches(DNS_LABEL);
                    assertThat(port.getName().length()).as(what + ": port name").isLessThanOrEqualTo(PORT_NAME_LENGTH);
                }
            }
        }
        if (pod.getMetadata() != null) {
            labelsAreValid(component + " pod", pod.getMetadata().getLabels());
        }
    }

    private void fuseIsAsDescribed() {
        String path = description.fuse().mountPath();
        Container container = description
                .fuse()
                .daemonSet()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0);
        assertThat(description.fuse().mountType()).as("mountType").isNotBlank();
        String usual = request.mountPath(engine);
        assertThat(path)
                .as("mountPath lies in the folder of this cache; its last part may differ from " + usual)
                .matches(Pattern.quote(usual.substring(0, usual.lastIndexOf('/'))) + "/[^/]+");
        assertThat(container.getCommand())
                .as("command of the fuse container: a sidecar runs it under a supervisor")
                .isNotEmpty();
        assertThat(container.getSecurityContext())
                .as("security context of the fuse container")
                .isNotNull();
        assertThat(container.getSecurityContext().getPrivileged())
                .as("privileged, to mount")
                .isTrue();
        List<VolumeMount> covering = container.getVolumeMounts().stream()
                .filter(mount -> (path + "/").startsWith(mount.getMountPath() + "/"))
                .filter(mount -> "Bidirectional".equals(mount.getMountPropagation()))
                .toList();
        assertThat(covering)
                .as("Bidirectional mounts of the fuse container that hold " + path)
                .hasSize(1);
        Volume volume = volumes(
                        description.fuse().daemonSet().getSpec().getTemplate().getSpec())
                .getOrDefault(covering.get(0).getName(), new Volume());
        assertThat(volume.getHostPath()).as("host path behind " + path).isNotNull();
        assertThat(volume.getHostPath().getPath())
                .as("the node sees the data at the path at which the container mounts it")
                .isEqualTo(covering.get(0).getMountPath());
    }

    private void portsAreThoseAllocated() {
        Set<Integer> allocated = new HashSet<>(request.ports().values());
        all.pods().forEach((component, pod) -> {
            boolean host = Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
            for (Container container : Described.containers(pod)) {
                for (ContainerPort port : container.getPorts()) {
                    if (port.getHostPort() != null) {
                        assertThat(allocated).as("host port of " + component).contains(port.getHostPort());
                    }
                    if (host) {
                        assertThat(allocated)
                                .as(component + " is on the host's network: its ports are claimed")
                                .contains(port.getContainerPort());
                    }
                }
            }
        });
        String text = all.json().toString();
        assertThat(request.ports())
                .as("every claimed port is used")
                .allSatisfy((name, port) -> assertThat(text).containsPattern("(?<![0-9])" + port + "(?![0-9])"));
    }

    private void mountedVolumesExist() {
        all.pods().forEach(DescriptionRules::mountedVolumesExist);
    }

    static void mountedVolumesExist(String component, PodTemplateSpec pod) {
        Map<String, Volume> volumes = volumes(pod.getSpec());
        for (Container container : Described.containers(pod)) {
            Set<String> paths = new HashSet<>();
            for (VolumeMount mount : container.getVolumeMounts()) {
                assertThat(volumes).as("volumes of " + component).containsKey(mount.getName());
                assertThat(paths.add(mount.getMountPath()))
                        .as(component + ": one volume at " + mount.getMountPath())
                        .isTrue();
            }
        }
    }

    private static Map<String, Volume> volumes(PodSpec pod) {
        Map<String, Volume> volumes = new LinkedHashMap<>();
        pod.getVolumes().forEach(volume -> {
            assertThat(volume.getName()).as("volume name").matches(DNS_LABEL);
            assertThat(volumes.put(volume.getName(), volume))
                    .as("volumes named " + volume.getName())
                    .isNull();
        });
        return volumes;
    }

    private void everythingSurvivesSerialization() {
        for (HasMetadata object : all.objects()) {
            assertThat((Object) Serialization.unmarshal(Serialization.asYaml(object), object.getClass()))
                    .as(object.getKind() + " " + object.getMetadata().getName() + " written and read again")
                    .isEqualTo(object);
        }
    }
}
