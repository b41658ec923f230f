package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fluid.api.Annotations;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.ObjectKey;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Takes away volume and claim of a Dataset that nobody uses; those that somebody else made stay. */
public final class VolumeRemoval {

    private static final Duration PROTECTION_GRACE = Duration.ofSeconds(30);
    private static final String CLAIM_PROTECTION = "kubernetes.io/pvc-protection";

    private final Cluster cluster;
    private final Clock clock;

    public VolumeRemoval(Cluster cluster, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    /**
     * Goes on with the removal as far as it goes now; may be repeated.
     *
     * @param dataset the Dataset whose they are
     * @return empty when both are gone or going; else how long to wait for the claim, before calling again
     */
    public Optional<Duration> remove(ObjectKey dataset) {
        Optional<Duration> left = removeClaim(dataset);
        if (left.isEmpty()) {
            removeVolume(dataset);
        }
        return left;
    }

    private Optional<Duration> removeClaim(ObjectKey key) {
        Optional<PersistentVolumeClaim> claim = cluster.getLive(
                        PersistentVolumeClaim.class, key.namespace(), key.name())
                .filter(found -> isOurs(found.getMetadata().getAnnotations()));
        if (claim.isEmpty()) {
            return Optional.empty();
        }
        String deleted = claim.get().getMetadata().getDeletionTimestamp();
        if (deleted == null) {
            cluster.delete(claim.get());
            return cluster.getLive(PersistentVolumeClaim.class, key.namespace(), key.name())
                    .map(stillThere -> PROTECTION_GRACE);
        }
        Duration left = Duration.between(clock.instant(), Instant.parse(deleted).plus(PROTECTION_GRACE));
        if (left.isNegative() || left.isZero()) {
            // Kubernetes keeps a claim for finished pods as well; nobody unfinished uses it.
            cluster.removeFinalizer(claim.get(), CLAIM_PROTECTION);
            return Optional.empty();
        }
        return Optional.of(left);
    }

    private void removeVolume(ObjectKey key) {
        cluster.getLive(PersistentVolume.class, "", Volumes.volumeName(key.namespace(), key.name()))
                .filter(volume -> isOurs(volume.getMetadata().getAnnotations()))
                // a/b-c and a-b/c have volumes of one name.
                .filter(volume -> isFor(volume.getSpec().getClaimRef(), key))
                .filter(volume -> volume.getMetadata().getDeletionTimestamp() == null)
                .ifPresent(cluster::delete);
    }

    private static boolean isFor(@Nullable ObjectReference claim, ObjectKey key) {
        return claim == null
                || key.namespace().equals(claim.getNamespace()) && key.name().equals(claim.getName());
    }

    private static boolean isOurs(@Nullable Map<String, String> annotations) {
        return annotations != null && Annotations.CREATED_BY_FLUID.equals(annotations.get(Annotations.CREATED_BY));
    }
}
