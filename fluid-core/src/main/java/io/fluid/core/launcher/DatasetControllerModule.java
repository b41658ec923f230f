package io.fluid.core.launcher;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.multibindings.OptionalBinder;
import com.google.inject.multibindings.ProvidesIntoSet;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fluid.api.Labels;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.core.application.ApplicationReconciler;
import io.fluid.core.dataset.DatasetReconciler;
import io.fluid.core.dataset.DatasetReference;
import io.fluid.core.dataset.DatasetUsers;
import io.fluid.core.elastic.AnnouncedKind;
import io.fluid.core.elastic.KindFollower;
import io.fluid.core.elastic.RuntimeControllerReconciler;
import io.fluid.core.elastic.ServedKinds;
import io.fluid.core.engine.EngineRegistry;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.Controller;
import io.fluid.core.kube.ControllerRuntime;
import io.fluid.core.kube.ObjectKey;
import io.fluid.core.kube.ResourceKind;
import io.fluid.core.kube.Watch;
import io.fluid.core.kube.Watch.Noticing;
import io.fluid.core.reference.ConfigCopies;
import io.fluid.core.reference.ReferenceReconciler;
import io.fluid.core.runtime.ReferenceVolumes;
import jakarta.inject.Provider;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The controllers of the dataset-controller that run no engine and no data operation. */
final class DatasetControllerModule extends AbstractModule {

    static final String DATASETS = "dataset";
    static final String RUNTIME_CONTROLLERS = "runtime-controllers";
    private static final Map<String, String> OUR_PODS = Map.of(Labels.MANAGED_BY, Labels.MANAGED_BY_FLUID);

    private final int workers;

    DatasetControllerModule(int workers) {
        this.workers = workers;
    }

    @Override
    protected void configure() {
        OptionalBinder.newOptionalBinder(binder(), ServedKinds.class);
    }

    @ProvidesIntoSet
    @Singleton
    Controller datasets(
            Cluster cluster,
            ProcessSettings settings,
            Optional<ServedKinds> kinds,
            EngineRegistry engines,
            Clock clock) {
        Supplier<List<AnnouncedKind>> served =
                kinds.isPresent() ? kinds.get() : () -> AnnouncedKind.all(cluster, settings.namespace());
        DatasetReconciler own = new DatasetReconciler(cluster, served, engines::failure, clock);
        ReferenceReconciler references = new ReferenceReconciler(cluster, own, clock);
        return Controller.forKind(DATASETS, ResourceKind.of(Dataset.class))
                .watching(
                        Pod.class,
                        OUR_PODS,
                        pod -> DatasetUsers.datasetsOf(pod).stream()
                                .map(name -> new ObjectKey(pod.getMetadata().getNamespace(), name))
                                .toList())
                // A reference follows the dataset that it refers to, and holds its deletion up.
                .watching(Dataset.class, Map.of(), dataset -> references.referencesTo(ObjectKey.of(dataset)))
                .watching(new Watch<>(
                        ResourceKind.of(Dataset.class),
                        "",
                        Map.of(),
                        Noticing.ALL_BUT_STATUS,
                        DatasetControllerModule::referredBy))
                .watching(
                        DaemonSet.class,
                        Map.of(Labels.COMPONENT, Labels.FUSE),
                        fuse -> references.referencesTo(released(fuse)))
                .watching(PersistentVolumeClaim.class, ReferenceVolumes.labels(), claim -> List.of(ObjectKey.of(claim)))
                .watching(
                        PersistentVolume.class,
                        ReferenceVolumes.labels(),
                        volume -> List.of(ReferenceVolumes.reference(volume)))
                .watching(ConfigMap.class, ReferenceVolumes.labels(), copy -> List.of(ConfigCopies.reference(copy)))
                .workers(workers)
                .reconciledBy(references);
    }

    private static List<ObjectKey> referredBy(Dataset dataset) {
        return DatasetReference.of(dataset).map(DatasetReference::target).stream()
                .toList();
    }

    private static ObjectKey released(HasMetadata object) {
        return new ObjectKey(
                object.getMetadata().getNamespace(),
                object.getMetadata().getLabels().getOrDefault(Labels.RELEASE, ""));
    }

    @ProvidesIntoSet
    @Singleton
    Controller runtimeControllers(
            Cluster cluster, ProcessSettings settings, Clock clock, Provider<ControllerRuntime> loop) {
        return Controller.forKind(
                        RUNTIME_CONTROLLERS, ResourceKind.of(Deployment.class), settings.namespace(), Map.of())
                .reconciledBy(new RuntimeControllerReconciler(
                        cluster, new Follower(loop), settings.idleGracePeriod(), clock));
    }

    @ProvidesIntoSet
    @Singleton
    Controller applications(Cluster cluster, ProcessSettings settings) {
        return Controller.forKind(
                        "application",
                        new Watch<>(ResourceKind.of(Pod.class), "", OUR_PODS, Noticing.EVERYTHING, pod -> {
                            Map<String, String> labels = pod.getMetadata().getLabels();
                            return labels != null && Labels.TRUE.equals(labels.get(Labels.INJECTION_DONE))
                                    ? List.of(ObjectKey.of(pod))
                                    : List.of();
                        }))
                .reconciledBy(new ApplicationReconciler(cluster, settings.labelThatDeclinesHelp()));
    }

    /** Has both controllers that care follow the runtimes of a kind. */
    private record Follower(Provider<ControllerRuntime> loop, Set<AnnouncedKind> followed) implements KindFollower {

        Follower(Provider<ControllerRuntime> loop) {
            this(loop, ConcurrentHashMap.newKeySet());
        }

        @Override
        public void follow(AnnouncedKind kind, String namespace, String deployment) {
            if (followed.add(kind)) {
                var starts = new Watch<>(
                        kind.kind(),
                        "",
                        Map.of(),
                        Noticing.ALL_BUT_STATUS,
                        runtime -> List.of(new ObjectKey(namespace, deployment)));
                var binds = new Watch<>(
                        kind.kind(), "", Map.of(), Noticing.ALL_BUT_STATUS, runtime -> List.of(ObjectKey.of(runtime)));
                loop.get().follow(RUNTIME_CONTROLLERS, starts);
                loop.get().follow(DATASETS, binds);
            }
        }
    }
}
