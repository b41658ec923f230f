package io.fluid.core.operation;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.CustomResource;
import io.fluid.api.Labels;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.OperationRef;
import io.fluid.api.v1alpha1.OperationStatus;
import io.fluid.core.engine.EngineRegistry;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.Controller;
import io.fluid.core.kube.ObjectKey;
import io.fluid.core.kube.ResourceKind;
import io.fluid.core.spi.ClusterFacts;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.util.List;
import java.util.Map;

/** What the reconcilers of data operations follow. */
final class OperationControllers {

    private final Cluster cluster;
    private final EngineRegistry engines;
    private final ClusterFacts facts;
    private final Clock clock;

    OperationControllers(Cluster cluster, EngineRegistry engines, ClusterFacts facts, Clock clock) {
        this.cluster = cluster;
        this.engines = engines;
        this.facts = facts;
        this.clock = clock;
    }

    /** The controller of one kind. */
    <T extends CustomResource<?, OperationStatus>> Controller of(OperationKind<T> kind) {
        Map<String, String> jobs = Map.of("role", kind.word() + "-job");
        Map<String, String> schedules = Map.of(Labels.JOB_POLICY, Labels.JOB_POLICY_CRON);
        Controller.Builder controller = Controller.forKind(kind.word(), ResourceKind.of(kind.type()))
                .watching(Dataset.class, Map.of(), dataset -> operationsOn(dataset, kind))
                .watching(Job.class, jobs, job -> ownerOf(job, kind))
                .watching(CronJob.class, schedules, job -> ownerOf(job, kind));
        for (Class<? extends CustomResource<?, OperationStatus>> other : Predecessors.KINDS.values()) {
            controller = controller.watching(other, Map.of(), before -> followersOf(before, kind));
        }
        return controller.reconciledBy(new OperationReconciler<>(kind, cluster, engines, facts, clock));
    }

    private <T extends CustomResource<?, OperationStatus>> List<ObjectKey> operationsOn(
            Dataset dataset, OperationKind<T> kind) {
        return cluster.list(kind.type(), dataset.getMetadata().getNamespace(), Map.of()).stream()
                .filter(operation -> dataset.getMetadata()
                        .getName()
                        .equals(kind.settings(operation).dataset()))
                .map(ObjectKey::of)
                .toList();
    }

    private <T extends CustomResource<?, OperationStatus>> List<ObjectKey> followersOf(
            HasMetadata before, OperationKind<T> kind) {
        return cluster.list(kind.type(), "", Map.of()).stream()
                .filter(operation -> follows(operation, kind.settings(operation).runAfter(), before))
                .map(ObjectKey::of)
                .toList();
    }

    private static boolean follows(HasMetadata follower, @Nullable OperationRef after, HasMetadata before) {
        return after != null
                && after.kind().equals(before.getKind())
                && after.name().equals(before.getMetadata().getName())
                && before.getMetadata()
                        .getNamespace()
                        .equals(Predecessors.namespaceOr(
                                after.namespace(), follower.getMetadata().getNamespace()));
    }

    // The Jobs of a schedule belong to the CronJob, not to the operation; the label is the same.
    private static List<ObjectKey> ownerOf(HasMetadata job, OperationKind<?> kind) {
        String release = job.getMetadata().getLabels().getOrDefault(Labels.RELEASE, "");
        return release.endsWith(kind.suffix())
                ? List.of(new ObjectKey(
                        job.getMetadata().getNamespace(),
                        release.substring(0, release.length() - kind.suffix().length())))
                : List.of();
    }
}
