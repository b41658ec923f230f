package io.fluid.core.elastic;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fluid.api.Annotations;
import io.fluid.api.Labels;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.Cluster.EventType;
import io.fluid.core.kube.KeyedReconciler;
import io.fluid.core.kube.ReconcileResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/**
 * Starts a runtime controller when the first runtime of its kind appears, stops it a grace period after the last is
 * gone. The object of a key is the controller's Deployment. The beginning of the grace period stands in an annotation,
 * so that a restart neither forgets nor prolongs it.
 */
public final class RuntimeControllerReconciler implements KeyedReconciler {

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeControllerReconciler.class);

    private final Cluster cluster;
    private final KindFollower follower;
    private final Duration gracePeriod;
    private final Clock clock;

    public RuntimeControllerReconciler(Cluster cluster, KindFollower follower, Duration gracePeriod, Clock clock) {
        this.cluster = cluster;
        this.follower = follower;
        this.gracePeriod = gracePeriod;
        this.clock = clock;
    }

    @Override
    public ReconcileResult reconcile(String namespace, String name) {
        @Nullable
        Deployment deployment = cluster.get(Deployment.class, namespace, name).orElse(null);
        if (deployment == null
                || deployment.getMetadata().getDeletionTimestamp() != null
                || !AnnouncedKind.isController(deployment)) {
            return ReconcileResult.done();
        }
        Optional<AnnouncedKind> announced = AnnouncedKind.of(deployment);
        if (announced.isEmpty()) {
            cluster.event(
                    deployment,
                    EventType.WARNING,
                    "ErrorProcessRuntime",
                    "a runtime controller's Deployment needs the label " + Labels.RUNTIME_CONTROLLER
                            + " and the annotations " + Annotations.RUNTIME_KIND + ", "
                            + Annotations.RUNTIME_API_VERSION
                            + " (group/version) and " + Annotations.RUNTIME_PLURAL);
            return ReconcileResult.done();
        }
        AnnouncedKind kind = announced.get();
        follower.follow(kind, namespace, name);
        if ("false".equals(annotation(deployment, Annotations.ON_DEMAND))) {
            return ReconcileResult.done();
        }
        boolean needed = !cluster.list(kind.kind(), "", Map.of()).isEmpty();
        return needed ? start(deployment) : stop(deployment, kind);
    }

    private ReconcileResult start(Deployment deployment) {
        if (replicas(deployment) == 0) {
            cluster.scale(deployment, wantedReplicas(deployment));
        }
        forgetIdle(deployment);
        return ReconcileResult.done();
    }

    private ReconcileResult stop(Deployment deployment, AnnouncedKind kind) {
        if (replicas(deployment) == 0) {
            forgetIdle(deployment);
            return ReconcileResult.done();
        }
        Instant now = clock.instant();
        Optional<Instant> idleSince = idleSince(deployment);
        if (idleSince.isEmpty()) {
            cluster.patchMetadata(
                    deployment,
                    Map.of(),
                    Map.of(
                            Annotations.IDLE_SINCE,
                            now.truncatedTo(ChronoUnit.SECONDS).toString()));
            return ReconcileResult.after(gracePeriod);
        }
        Duration left = Duration.between(now, idleSince.get().plus(gracePeriod));
        if (left.compareTo(Duration.ZERO) > 0) {
            return ReconcileResult.after(left);
        }
        if (!cluster.listLive(kind.kind(), "", Map.of()).isEmpty()) {
            // The watch is behind; its event will come.
            forgetIdle(deployment);
            return ReconcileResult.after(gracePeriod);
        }
        cluster.scale(deployment, 0);
        forgetIdle(deployment);
        return ReconcileResult.done();
    }

    private void forgetIdle(Deployment deployment) {
        cluster.patchMetadata(deployment, Map.of(), Collections.singletonMap(Annotations.IDLE_SINCE, null));
    }

    private static int replicas(Deployment deployment) {
        Integer replicas = deployment.getSpec().getReplicas();
        return replicas == null ? 1 : replicas;
    }

    private static int wantedReplicas(Deployment deployment) {
        String text = annotation(deployment, Annotations.CONTROLLER_REPLICAS);
        if (text == null) {
            return 1;
        }
        try {
            return Math.max(1, Integer.parseInt(text.trim()));
        } catch (NumberFormatException e) {
            LOG.warn(
                    "{}: annotation {} is \"{}\", expected a number; starting one replica",
                    deployment.getMetadata().getName(),
                    Annotations.CONTROLLER_REPLICAS,
                    text);
            return 1;
        }
    }

    private static Optional<Instant> idleSince(Deployment deployment) {
        try {
            return Optional.ofNullable(annotation(deployment, Annotations.IDLE_SINCE))
                    .map(Instant::parse);
        } catch (DateTimeParseException e) {
            LOG.warn(
                    "{}: {}; the grace period begins anew",
                    deployment.getMetadata().getName(),
                    e.getMessage());
            return Optional.empty();
        }
    }

    private static @Nullable String annotation(Deployment deployment, String key) {
        return AnnouncedKind.orEmpty(deployment.getMetadata().getAnnotations()).get(key);
    }
}
