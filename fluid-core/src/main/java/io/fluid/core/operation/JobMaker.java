package io.fluid.core.operation;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fluid.api.Labels;
import io.fluid.api.v1alpha1.OperationRef;
import io.fluid.api.v1alpha1.OperationStatus;
import io.fluid.core.kube.ApiErrors;
import io.fluid.core.kube.Cluster;
import io.fluid.core.operation.Preparation.Obstacle;
import io.fluid.core.operation.Preparation.Ready;
import io.fluid.core.spi.JobDescription;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes and finds the Jobs and CronJobs of operations.
 *
 * @param <T> class of the kind
 */
final class JobMaker<T extends CustomResource<?, OperationStatus>> {

    private final OperationKind<T> kind;
    private final Cluster cluster;
    private final Predecessors predecessors;

    JobMaker(OperationKind<T> kind, Cluster cluster) {
        this.kind = kind;
        this.cluster = cluster;
        this.predecessors = new Predecessors(cluster);
    }

    /** The operation's Job. */
    Optional<Job> job(T operation) {
        return named(Job.class, operation).filter(job -> isOurs(job, operation));
    }

    /** The operation's CronJob. */
    Optional<CronJob> cronJob(T operation) {
        return named(CronJob.class, operation).filter(job -> isOurs(job, operation));
    }

    /** As {@link #job}, as far as the watch knows: costs no request when there is none. */
    Optional<Job> knownJob(T operation) {
        return known(Job.class, operation, Map.of("role", kind.word() + "-job"));
    }

    /** As {@link #cronJob}, as far as the watch knows: costs no request when there is none. */
    Optional<CronJob> knownCronJob(T operation) {
        return known(CronJob.class, operation, Map.of(Labels.JOB_POLICY, Labels.JOB_POLICY_CRON));
    }

    private <J extends HasMetadata> Optional<J> known(Class<J> type, T operation, Map<String, String> labels) {
        return cluster.list(type, operation.getMetadata().getNamespace(), labels).stream()
                .filter(job -> job.getMetadata().getName().equals(kind.jobName(operation)) && isOurs(job, operation))
                .findFirst();
    }

    private <J extends HasMetadata> Optional<J> named(Class<J> type, T operation) {
        return cluster.get(type, operation.getMetadata().getNamespace(), kind.jobName(operation));
    }

    /**
     * Makes the Job, unless it is there; makes the CronJob be as described.
     *
     * @return why there is none; empty when there is
     */
    Optional<Obstacle> make(T operation, Ready ready) {
        boolean repeats = kind.settings(operation).repeats();
        Optional<? extends HasMetadata> present =
                repeats ? named(CronJob.class, operation) : named(Job.class, operation);
        Optional<Obstacle> taken = present.flatMap(job -> taken(job, operation));
        // A Job's template cannot be changed: it is only made when it is not there. A schedule can.
        if (taken.isPresent() || present.isPresent() && !repeats) {
            return taken;
        }
        OperationRef after = kind.settings(operation).runAfter();
        String namespace = operation.getMetadata().getNamespace();
        NodeAffinity recorded = OperationRecorder.status(operation).nodeAffinity();
        List<String> unknown = predecessors.unknownPlaces(after, namespace, recorded);
        if (!unknown.isEmpty()) {
            return Optional.of(Obstacle.lasting(
                    OperationReasons.NOT_VALID,
                    kind.kind() + ".spec.runAfter.affinityStrategy requires the node labels " + unknown
                            + ", but the operation to follow has none of the kind in status.nodeAffinity"));
        }
        Affinity inherited = predecessors.affinity(after, namespace, recorded);
        JobDescription description =
                kind.describe(ready.request(), operation, ready.engine().engine());
        String runtimeType = ready.engine().descriptor().runtimeType();
        OperationJob<T> job = new OperationJob<>(kind, operation, runtimeType, ready.request(), inherited);
        try {
            job.resources(description).forEach(cluster::apply);
            cluster.apply(repeats ? job.cronJob(description) : job.job(description));
            return Optional.empty();
        } catch (KubernetesClientException e) {
            if (!ApiErrors.isRefusal(e) || ApiErrors.namespaceIsGoing(e)) {
                throw e;
            }
            String message = "the API server refuses what the " + kind.kind() + " runs: " + ApiErrors.text(e);
            return Optional.of(
                    ApiErrors.exceedsQuota(e)
                            ? Obstacle.untold(OperationReasons.NOT_STARTED, message)
                            : Obstacle.lasting(OperationReasons.NOT_VALID, message));
        }
    }

    /** Why an object of the name is not the operation's to use; empty when it is. */
    private Optional<Obstacle> taken(HasMetadata present, T operation) {
        if (isOurs(present, operation) && !present.isMarkedForDeletion()) {
            return Optional.empty();
        }
        String what = present.getKind() + " \"" + present.getMetadata().getName() + "\"";
        if (present.isMarkedForDeletion() || isOfFormer(present, operation) || isGone(present)) {
            return Optional.of(Obstacle.untold(
                    OperationReasons.NOT_STARTED, "waits until the earlier " + what + " is gone from the namespace"));
        }
        return Optional.of(Obstacle.lasting(
                OperationReasons.NOT_VALID,
                "the " + what + " of the namespace does not belong to this " + kind.kind() + "; delete it, or give the "
                        + kind.kind() + " another name"));
    }

    // An operation that was deleted and made again: the garbage collector will come for what the first one had.
    private boolean isOfFormer(HasMetadata present, T operation) {
        return present.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getKind().equals(kind.kind())
                        && owner.getName().equals(operation.getMetadata().getName()));
    }

    // The watch may lag behind.
    private boolean isGone(HasMetadata present) {
        return cluster.getLive(
                        present.getClass(),
                        present.getMetadata().getNamespace(),
                        present.getMetadata().getName())
                .isEmpty();
    }

    private static boolean isOurs(HasMetadata job, HasMetadata operation) {
        return job.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid().equals(operation.getMetadata().getUid()));
    }
}
