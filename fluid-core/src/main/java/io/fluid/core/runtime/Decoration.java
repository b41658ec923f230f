package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetUpdateStrategy;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fluid.api.Annotations;
import io.fluid.api.Labels;
import io.fluid.core.kube.Copies;
import io.fluid.core.kube.Digest;
import io.fluid.core.spi.CacheDescription;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.EngineDescriptor;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds to an engine's objects what is the same for all engines: owner, labels, placement, the rules for fuse pods. */
final class Decoration {

    private static final String ISTIO_INJECTION = "sidecar.istio.io/inject";
    private static final int GENERATION_DIGITS = 12;
    private static final String CRITICAL = "system-node-critical";

    private final CacheRequest request;
    private final EngineDescriptor engine;
    private final Placement placement;

    Decoration(CacheRequest request, EngineDescriptor engine) {
        this.request = request;
        this.engine = engine;
        this.placement = new Placement(request.dataset(), request.datasetId());
    }

    /** The objects to apply, in this order. */
    List<HasMetadata> decorate(CacheDescription description) {
        List<HasMetadata> objects = new ArrayList<>();
        description.resources().forEach(resource -> objects.add(config(resource)));
        if (description.master() != null) {
            objects.add(master(description.master(), description.resources()));
        }
        if (description.worker() != null) {
            objects.add(worker(description.worker(), description.resources()));
        }
        objects.add(fuse(description));
        return objects;
    }

    /** Labels of everything that belongs to the cache. */
    static Map<String, String> labels(CacheRequest request, EngineDescriptor engine) {
        Map<String, String> labels = new TreeMap<>();
        labels.put(Labels.MANAGED_BY, Labels.MANAGED_BY_FLUID);
        labels.put(Labels.DATASET_ID, request.datasetId().value());
        labels.put("app", engine.runtimeType());
        labels.put(Labels.RELEASE, request.name());
        labels.put("app.kubernetes.io/name", engine.runtimeType());
        labels.put("app.kubernetes.io/instance", request.name());
        labels.put("app.kubernetes.io/managed-by", Labels.MANAGED_BY_FLUID);
        return labels;
    }

    private HasMetadata config(HasMetadata described) {
        HasMetadata object = Copies.of(described);
        own(object, Labels.CONFIG);
        return object;
    }

    private StatefulSet master(StatefulSet described, List<HasMetadata> resources) {
        StatefulSet object = Copies.of(described);
        own(object, Labels.MASTER);
        PodTemplateSpec pod = pod(object.getSpec().getTemplate(), Labels.MASTER, resources);
        object.getSpec().setTemplate(pod);
        placement.placeMaster(pod);
        return object;
    }

    private StatefulSet worker(StatefulSet described, List<HasMetadata> resources) {
        StatefulSet object = Copies.of(described);
        own(object, Labels.WORKER);
        PodTemplateSpec pod = pod(object.getSpec().getTemplate(), Labels.WORKER, resources);
        object.getSpec().setTemplate(pod);
        placement.placeWorker(pod);
        return object;
    }

    private DaemonSet fuse(CacheDescription description) {
        DaemonSet object = Copies.of(description.fuse().daemonSet());
        own(object, Labels.FUSE);
        Map<String, String> annotations = copy(object.getMetadata().getAnnotations());
        annotations.put(Annotations.FUSE_MOUNT_PATH, description.fuse().mountPath());
        annotations.put(Annotations.FUSE_MOUNT_TYPE, description.fuse().mountType());
        object.getMetadata().setAnnotations(annotations);
        object.getSpec().setUpdateStrategy(new DaemonSetUpdateStrategy(null, "OnDelete"));
        PodTemplateSpec pod = pod(object.getSpec().getTemplate(), Labels.FUSE, description.resources());
        object.getSpec().setTemplate(pod);
        fusePod(pod.getSpec());
        pod.getMetadata().getLabels().put(Labels.FUSE_GENERATION, generation(pod));
        return object;
    }

    private void fusePod(PodSpec pod) {
        Map<String, String> nodes = copy(pod.getNodeSelector());
        nodes.put(request.datasetId().key(Labels.FUSE_PREFIX), Labels.TRUE);
        pod.setNodeSelector(nodes);
        pod.setTolerations(
                List.of(new TolerationBuilder().withOperator("Exists").build()));
        if (request.cluster().criticalFusePods()) {
            pod.setPriorityClassName(CRITICAL);
        }
        if (Labels.TRUE.equals(RuntimeView.annotation(request.runtime(), Annotations.FUSE_HOST_PID))) {
            pod.setHostPID(true);
        }
        pod.getContainers().forEach(this::fuseEnvironment);
    }

    private void fuseEnvironment(Container container) {
        Map<String, EnvVar> env = new LinkedHashMap<>();
        container.getEnv().forEach(variable -> env.put(variable.getName(), variable));
        put(env, "FLUID_RUNTIME_TYPE", engine.runtimeType());
        put(env, "FLUID_RUNTIME_NS", request.namespace());
        put(env, "FLUID_RUNTIME_NAME", request.name());
        container.setEnv(new ArrayList<>(env.values()));
    }

    private static void put(Map<String, EnvVar> env, String name, String value) {
        env.put(name, new EnvVarBuilder().withName(name).withValue(value).build());
    }

    private void own(HasMetadata object, String component) {
        ObjectMeta metadata = object.getMetadata();
        metadata.setNamespace(request.namespace());
        metadata.setLabels(labelled(metadata.getLabels(), component));
        metadata.setOwnerReferences(List.of(new OwnerReferenceBuilder()
                .withApiVersion(engine.apiVersion())
                .withKind(engine.runtimeKind())
                .withName(request.name())
                .withUid(request.runtime().getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(false)
                .build()));
    }

    private PodTemplateSpec pod(PodTemplateSpec pod, String component, List<HasMetadata> resources) {
        ObjectMeta metadata = pod.getMetadata() == null ? new ObjectMetaBuilder().build() : pod.getMetadata();
        metadata.setLabels(labelled(metadata.getLabels(), component));
        Map<String, String> annotations = copy(metadata.getAnnotations());
        annotations.putIfAbsent(ISTIO_INJECTION, "false");
        ConfigHash.of(pod.getSpec(), resources)
                .ifPresent(hash -> annotations.putIfAbsent(Annotations.CONFIG_HASH, hash));
        metadata.setAnnotations(annotations);
        pod.setMetadata(metadata);
        complete(pod.getSpec());
        return pod;
    }

    private void complete(PodSpec pod) {
        if (pod.getEnableServiceLinks() == null) {
            pod.setEnableServiceLinks(false);
        }
        List<LocalObjectReference> secrets = new ArrayList<>(pod.getImagePullSecrets());
        for (String name : request.cluster().imagePullSecrets()) {
            LocalObjectReference secret = new LocalObjectReference(name);
            if (!secrets.contains(secret)) {
                secrets.add(secret);
            }
        }
        pod.setImagePullSecrets(secrets);
        pod.getInitContainers().forEach(Decoration::tellErrors);
        pod.getContainers().forEach(Decoration::tellErrors);
    }

    // The end of a failed container's log is what the user reads in the Dataset's condition.
    private static void tellErrors(Container container) {
        if (container.getTerminationMessagePolicy() == null) {
            container.setTerminationMessagePolicy("FallbackToLogsOnError");
        }
    }

    private Map<String, String> labelled(@Nullable Map<String, String> own, String component) {
        Map<String, String> labels = copy(own);
        labels.putAll(labels(request, engine));
        labels.put("role", engine.runtimeType() + "-" + component);
        labels.put("app.kubernetes.io/component", component);
        labels.put(Labels.COMPONENT, component);
        return labels;
    }

    private static String generation(PodTemplateSpec pod) {
        return Digest.of(pod).substring(0, GENERATION_DIGITS);
    }

    private static Map<String, String> copy(@Nullable Map<String, String> map) {
        return map == null ? new TreeMap<>() : new TreeMap<>(map);
    }
}
