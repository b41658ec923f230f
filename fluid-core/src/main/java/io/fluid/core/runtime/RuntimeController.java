package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fluid.api.Labels;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.core.kube.Controller;
import io.fluid.core.kube.ObjectKey;
import io.fluid.core.kube.ResourceKind;
import io.fluid.core.kube.WakeUps;
import io.fluid.core.kube.Watch;
import io.fluid.core.kube.Watch.Noticing;
import io.fluid.core.spi.EngineDescriptor;

import java.util.List;
import java.util.Map;

/** What a runtime reconciler has to follow. */
public final class RuntimeController {

    private RuntimeController() {}

    /** The controller of one engine's runtimes. */
    public static Controller of(EngineDescriptor engine, RuntimeReconciler reconciler, WakeUps wakeUps, int workers) {
        Map<String, String> ours = Map.of(Labels.MANAGED_BY, Labels.MANAGED_BY_FLUID, "app", engine.runtimeType());
        return Controller.forKind(engine.controllerName(), RuntimeReconciler.kind(engine))
                .watching(Dataset.class, Map.of(), dataset -> List.of(ObjectKey.of(dataset)))
                .watching(StatefulSet.class, ours, RuntimeController::released)
                .watching(DaemonSet.class, ours, RuntimeController::released)
                .watching(ConfigMap.class, ours, RuntimeController::released)
                .watching(Service.class, ours, RuntimeController::released)
                .watching(Pod.class, ours, RuntimeController::released)
                .watching(PersistentVolumeClaim.class, ours, RuntimeController::released)
                .watching(PersistentVolume.class, ours, RuntimeController::claimed)
                // Nodes are read, not followed: their labels are ours to write.
                .watching(new Watch<>(
                        ResourceKind.of(NodeMetadata.class), "", Map.of(), Noticing.ALL_BUT_STATUS, node -> List.of()))
                .wokenBy(wakeUps)
                .workers(workers)
                .reconciledBy(reconciler);
    }

    private static List<ObjectKey> released(HasMetadata object) {
        String release = object.getMetadata().getLabels().get(Labels.RELEASE);
        return release == null
                ? List.of()
                : List.of(new ObjectKey(object.getMetadata().getNamespace(), release));
    }

    private static List<ObjectKey> claimed(PersistentVolume volume) {
        var claim = volume.getSpec().getClaimRef();
        return claim == null ? List.of() : List.of(new ObjectKey(claim.getNamespace(), claim.getName()));
    }
}
