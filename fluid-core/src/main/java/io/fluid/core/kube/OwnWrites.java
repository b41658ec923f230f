package io.fluid.core.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What our latest writes made of objects: it counts until the watch has caught up. What the watch says is gone is gone,
 * also when the answer to our write comes after that word; otherwise nobody would make it again.
 */
final class OwnWrites {

    private static final long MEMORY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier nanoClock;
    private final Map<WrittenKey, Written> writes = new ConcurrentHashMap<>();
    private final Map<String, Long> gone = new ConcurrentHashMap<>();

    OwnWrites(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Takes note of what is in the cluster after a write of ours. */
    synchronized <T extends HasMetadata> void remember(ResourceKind<T> kind, T written) {
        long now = nanoClock.getAsLong();
        writes.values().removeIf(old -> now - old.nanos() > MEMORY_NANOS);
        gone.values().removeIf(since -> now - since > MEMORY_NANOS);
        WrittenKey key = new WrittenKey(kind, ObjectKey.of(written));
        boolean ended = written.getMetadata().getDeletionTimestamp() != null
                && written.getMetadata().getFinalizers().isEmpty();
        if (ended || written.getMetadata().getResourceVersion() == null) {
            writes.remove(key);
        } else if (!gone.containsKey(String.valueOf(written.getMetadata().getUid()))) {
            // Of two writes at the same time, the answer to the first may come last.
            writes.merge(
                    key, new Written(written, now), (old, last) -> isNewer(old.object(), last.object()) ? old : last);
        }
    }

    /** Forgets an object that we deleted. */
    synchronized void forget(ResourceKind<?> kind, ObjectKey key) {
        writes.remove(new WrittenKey(kind, key));
    }

    /** The watch says that an object is gone. */
    synchronized void gone(ResourceKind<?> kind, HasMetadata object) {
        String uid = String.valueOf(object.getMetadata().getUid());
        gone.put(uid, nanoClock.getAsLong());
        writes.computeIfPresent(
                new WrittenKey(kind, ObjectKey.of(object)),
                (key, own) -> uid.equals(own.object().getMetadata().getUid()) ? null : own);
    }

    /** What we wrote a moment ago under this name. */
    <T extends HasMetadata> Optional<T> find(ResourceKind<T> kind, String namespace, String name) {
        @Nullable Written own = writes.get(new WrittenKey(kind, new ObjectKey(namespace, name)));
        if (own == null || nanoClock.getAsLong() - own.nanos() > MEMORY_NANOS) {
            return Optional.empty();
        }
        return Optional.of(kind.type().cast(own.object()));
    }

    /** The object of a watch, or what we made of it since. */
    <T extends HasMetadata> T newest(ResourceKind<T> kind, T cached) {
        return find(kind, ObjectKey.of(cached).namespace(), cached.getMetadata().getName())
                .filter(own -> isNewer(own, cached))
                .orElse(cached);
    }

    /** Whether both are the same object and the first is its later version. */
    private static boolean isNewer(HasMetadata one, HasMetadata other) {
        return Objects.equals(one.getMetadata().getUid(), other.getMetadata().getUid())
                && version(one) > version(other);
    }

    private static long version(HasMetadata object) {
        try {
            return Long.parseLong(object.getMetadata().getResourceVersion());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private record WrittenKey(ResourceKind<?> kind, ObjectKey key) {}

    private record Written(HasMetadata object, long nanos) {}
}
