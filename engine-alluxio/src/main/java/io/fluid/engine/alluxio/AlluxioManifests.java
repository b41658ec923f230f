package io.fluid.engine.alluxio;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fluid.api.DatasetId;
import io.fluid.core.spi.CacheDescription;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Renders a plan. */
final class AlluxioManifests {

    private final AlluxioPlan plan;
    private final PodParts parts;

    AlluxioManifests(AlluxioPlan plan) {
        this.plan = plan;
        this.parts = new PodParts(plan);
    }

    CacheDescription describe(DatasetId id) {
        List<HasMetadata> resources = new ArrayList<>(List.of(config(), mountConfig()));
        for (int master = 0; master < plan.masters(); master++) {
            resources.add(service(plan.name() + "-master-" + master));
        }
        ServerParts server = new ServerParts(plan);
        return new CacheDescription(
                resources,
                new MasterManifests(plan, parts, server).statefulSet(),
                new WorkerManifests(plan, parts, server).statefulSet(),
                new FuseManifests(plan, parts).describe(id),
                plan.tierMemory(),
                plan.tierDisk(),
                "alluxio://"
                        + plan.masterHosts().stream()
                                .map(host -> host + ":" + plan.port(Port.RPC))
                                .collect(Collectors.joining(",")),
                plan.has(Component.API_GATEWAY) ? plan.masterHosts().get(0) + ":" + plan.port(Port.REST) : null);
    }

    private ConfigMap config() {
        Map<String, String> files = new TreeMap<>();
        for (Component component : Component.values()) {
            if (component != Component.CLIENT && plan.has(component)) {
                files.put(component.propertiesFile(), parts.properties(component));
            }
        }
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(plan.name() + "-config")
                .withNamespace(plan.namespace())
                .endMetadata()
                .withData(files)
                .build();
    }

    private ConfigMap mountConfig() {
        ConfigMapBuilder config = new ConfigMapBuilder()
                .withNewMetadata()
                .withName(plan.name() + "-mount-config")
                .withNamespace(plan.namespace())
                .endMetadata()
                .addToData(Paths.MOUNT_LIST, MountFile.text(plan.mounts()));
        List<String> scripts = new ArrayList<>(
                List.of(Scripts.MASTER, Scripts.MOUNTS, Scripts.SECRETS, Scripts.EXCHANGED, Scripts.JOB_WORKER));
        if (!Mounts.rootSecrets(plan.mounts()).isEmpty()) {
            scripts.add(Scripts.WORKER);
        }
        if (plan.users() != null) {
            scripts.add(Scripts.INIT_USERS);
        }
        scripts.forEach(script -> config.addToData(script, Scripts.text(script)));
        return config.build();
    }

    private Service service(String pod) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(pod)
                .withNamespace(plan.namespace())
                .addToLabels(plan.offersMetrics() ? Map.of("monitor", "alluxio_runtime_metrics") : Map.of())
                .endMetadata()
                .withNewSpec()
                .withClusterIP("None")
                .addToSelector(parts.selector("master"))
                .addToSelector("statefulset.kubernetes.io/pod-name", pod)
                // The job worker and the workers look for the master before its mounts are done.
                .withPublishNotReadyAddresses(true)
                .withPorts(servicePorts())
                .endSpec()
                .build();
    }

    private List<ServicePort> servicePorts() {
        return Arrays.stream(Port.values())
                .filter(port -> port.onMaster() && plan.ports().containsKey(port))
                .map(port -> new ServicePortBuilder()
                        .withName(port.claim())
                        .withPort(plan.port(port))
                        .withNewTargetPort(plan.port(port))
                        .build())
                .toList();
    }
}
