package io.fluid.webhook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

import java.util.List;

/**
 * Pods as people and other webhooks make them: all kinds of volumes, init containers, sidecars of others, security
 * contexts, affinities, and names that collide with ours. An API server takes every one of them. Claims {@code model} and
 * {@code alpha} are datasets, {@code foreign} is not.
 */
public final class GeneratedPods {

    private static final List<String> CONTAINER_NAMES = List.of(
            "app", "istio-proxy", "fluid-fuse-0", "fluid-mount-guard", "fluid-fuse-1", "log-shipper", "x".repeat(63));
    private static final List<String> INIT_NAMES =
            List.of("prepare", "istio-init", "fluid-fuse-2", "fluid-mount-guard-1");
    private static final List<String> VOLUME_NAMES =
            List.of("data", "fluid-exchange-0", "config-0", "fluid-podinfo", "v".repeat(63), "work", "a-1");

    private GeneratedPods() {}

    private enum Source {
        MODEL,
        MODEL_READ_ONLY,
        ALPHA,
        FOREIGN,
        EMPTY_DIR,
        CONFIG_MAP,
        SECRET,
        HOST_PATH,
        PROJECTED,
        EPHEMERAL,
        DOWNWARD
    }

    private record Mount(int volume, boolean readOnly, String subPath, String propagation, String recursive) {}

    private record Part(List<Mount> mounts, String security, boolean hook, boolean probe, boolean sidecar) {}

    private record Shape(String metadata, String pod, String affinity) {}

    /** Pods with the given label, of which some mount datasets. */
    public static Arbitrary<ObjectNode> withLabel(String key, String value) {
        Arbitrary<List<Source>> volumes =
                Arbitraries.of(Source.class).list().ofMinSize(0).ofMaxSize(VOLUME_NAMES.size());
        Arbitrary<List<Part>> containers = parts().list().ofMinSize(1).ofMaxSize(4);
        Arbitrary<List<Part>> initContainers = parts().list().ofMaxSize(3);
        return Combinators.combine(volumes, containers, initContainers, shapes())
                .as((sources, apps, inits, shape) -> pod(key, value, sources, apps, inits, shape));
    }

    private static Arbitrary<Mount> mounts() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, VOLUME_NAMES.size() - 1),
                        Arbitraries.of(true, false),
                        Arbitraries.of("", "", "a", "a/b c", "$(HOME)", "it's"),
                        Arbitraries.of("", "", "None", "HostToContainer"),
                        Arbitraries.of("", "", "Disabled", "IfPossible"))
                .as(Mount::new);
    }

    private static Arbitrary<Part> parts() {
        return Combinators.combine(
                        mounts().list().ofMaxSize(4),
                        Arbitraries.of(
                                "{}",
                                "{runAsNonRoot: true, runAsUser: 1000, allowPrivilegeEscalation: false, "
                                        + "capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}",
                                "{readOnlyRootFilesystem: true}",
                                "{privileged: true}",
                                "{runAsUser: 0, runAsGroup: 7, procMount: Default}"),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false))
                .as(Part::new);
    }

    private static Arbitrary<Shape> shapes() {
        Arbitrary<String> metadata = Arbitraries.of(
                "{}",
                "{annotations: {kept: 'yes'}}",
                "{annotations: {file-prefetcher.fluid.io/inject: 'true', file-prefetcher.fluid.io/image: 'p:1'}}",
                "{labels: {unprivileged.sidecar.fluid.io/inject: 'true'}}",
                "{labels: {cachedir.sidecar.fluid.io/inject: 'true', fluid.io/dataset.model.sched: required}}",
                "{labels: {app.poststart.fluid.io/inject: 'true', fuse.sidecar.poststart.fluid.io/inject: 'false'}}");
        Arbitrary<String> pods = Arbitraries.of(
                "{}",
                "{restartPolicy: Never}",
                "{restartPolicy: OnFailure, activeDeadlineSeconds: 60}",
                "{hostNetwork: true, hostPID: true}",
                "{shareProcessNamespace: true}",
                "{securityContext: {runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000, fsGroup: 2000, "
                        + "supplementalGroups: [3000], seccompProfile: {type: RuntimeDefault}}}",
                "{imagePullSecrets: [{name: mine}], automountServiceAccountToken: false}",
                "{hostUsers: false}",
                "{os: {name: linux}, priority: 0}",
                "{schedulingGates: [{name: example.com/gate}], terminationGracePeriodSeconds: 0}");
        Arbitrary<String> affinities = Arbitraries.of(
                "{}",
                "{podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: t}]}}",
                "{nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{}, "
                        + "{matchExpressions: [{key: gpu, operator: Exists}]}, {matchFields: "
                        + "[{key: metadata.name, operator: In, values: [n]}]}]}}}",
                "{nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: "
                        + "{matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [a]}]}}]}}");
        return Combinators.combine(metadata, pods, affinities).as(Shape::new);
    }

    private static ObjectNode pod(
            String key, String value, List<Source> sources, List<Part> apps, List<Part> inits, Shape shape) {
        ObjectNode pod =
                JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata = Pods.tree(shape.metadata());
        metadata.put("generateName", "generated-");
        metadata.withObject("/labels").put(key, value);
        pod.set("metadata", metadata);
        ObjectNode spec = Pods.tree(shape.pod());
        pod.set("spec", spec);
        ObjectNode affinity = Pods.tree(shape.affinity());
        if (!affinity.isEmpty()) {
            spec.set("affinity", affinity);
        }
        ArrayNode volumes = spec.putArray("volumes");
        for (int i = 0; i < sources.size(); i++) {
            volumes.add(volume(sources.get(i)).put("name", VOLUME_NAMES.get(i)));
        }
        ArrayNode initContainers = spec.putArray("initContainers");
        for (int i = 0; i < inits.size(); i++) {
            ObjectNode container = container(INIT_NAMES.get(i), inits.get(i), sources.size());
            if (inits.get(i).sidecar()) {
                container.put("restartPolicy", "Always");
            } else {
                container.remove(List.of("lifecycle", "readinessProbe"));
            }
            initContainers.add(container);
        }
        ArrayNode containers = spec.putArray("containers");
        for (int i = 0; i < apps.size(); i++) {
            containers.add(container(CONTAINER_NAMES.get(i), apps.get(i), sources.size()));
        }
        return pod;
    }

    private static ObjectNode volume(Source source) {
        return Pods.tree(
                switch (source) {
                    case MODEL -> "persistentVolumeClaim: {claimName: model}";
                    case MODEL_READ_ONLY -> "persistentVolumeClaim: {claimName: model, readOnly: true}";
                    case ALPHA -> "persistentVolumeClaim: {claimName: alpha}";
                    case FOREIGN -> "persistentVolumeClaim: {claimName: foreign}";
                    case EMPTY_DIR -> "emptyDir: {medium: Memory, sizeLimit: 1Gi}";
                    case CONFIG_MAP -> "configMap: {name: settings, optional: true}";
                    case SECRET -> "secret: {secretName: token}";
                    case HOST_PATH -> "hostPath: {path: /var/log, type: Directory}";
                    case PROJECTED -> "projected: {sources: [{serviceAccountToken: {path: t, audience: a}}]}";
                    case EPHEMERAL ->
                        "ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce], "
                                + "resources: {requests: {storage: 1Gi}}}}}";
                    case DOWNWARD -> "downwardAPI: {items: [{path: n, fieldRef: {fieldPath: metadata.name}}]}";
                });
    }

    private static ObjectNode container(String name, Part part, int volumes) {
        ObjectNode container =
                JsonNodeFactory.instance.objectNode().put("name", name).put("image", "app:1");
        container.putArray("command").add("sh").add("-c").add("echo $(HOME) \"$X\"");
        container.set("securityContext", Pods.tree(part.security()));
        if (part.hook()) {
            container.set("lifecycle", Pods.tree("{preStop: {exec: {command: [sync]}}}"));
        }
        if (part.probe()) {
            container.set("readinessProbe", Pods.tree("{tcpSocket: {port: 80}}"));
        }
        ArrayNode mounts = container.putArray("volumeMounts");
        for (int i = 0; volumes > 0 && i < part.mounts().size(); i++) {
            Mount mount = part.mounts().get(i);
            int volume = mount.volume() % volumes;
            ObjectNode own =
                    mounts.addObject().put("name", VOLUME_NAMES.get(volume)).put("mountPath", "/m/" + i);
            if (!mount.subPath().isEmpty()) {
                own.put("subPath", mount.subPath());
            }
            if (!mount.propagation().isEmpty()) {
                own.put("mountPropagation", mount.propagation());
            }
            if (mount.readOnly()) {
                own.put("readOnly", true);
                // The API server wants read-only mounts without propagation for this.
                if (!mount.recursive().isEmpty() && !mount.propagation().equals("HostToContainer")) {
                    own.put("recursiveReadOnly", mount.recursive());
                }
            }
        }
        return container;
    }
}
