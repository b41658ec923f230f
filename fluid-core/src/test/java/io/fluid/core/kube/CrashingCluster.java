package io.fluid.core.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A cluster before whose n-th write the process dies. Writes that change nothing do not count. */
public final class CrashingCluster implements Cluster {

    private final Cluster cluster;
    private int left;

    public CrashingCluster(Cluster cluster, int writes) {
        this.cluster = cluster;
        this.left = writes;
    }

    /** The process died. */
    public static final class Crash extends RuntimeException {}

    private boolean write(Supplier<Boolean> write) {
        if (left == 0) {
            throw new Crash();
        }
        boolean written = write.get();
        if (written) {
            left--;
        }
        return written;
    }

    @Override
    public <T extends HasMetadata> Optional<T> get(ResourceKind<T> kind, String namespace, String name) {
        return cluster.get(kind, namespace, name);
    }

    @Override
    public <T extends HasMetadata> Optional<T> getLive(ResourceKind<T> kind, String namespace, String name) {
        return cluster.getLive(kind, namespace, name);
    }

    @Override
    public <T extends HasMetadata> List<T> list(ResourceKind<T> kind, String namespace, Map<String, String> labels) {
        return cluster.list(kind, namespace, labels);
    }

    @Override
    public <T extends HasMetadata> List<T> listLive(
            ResourceKind<T> kind, String namespace, Map<String, String> labels) {
        return cluster.listLive(kind, namespace, labels);
    }

    @Override
    public boolean apply(HasMetadata desired) {
        return write(() -> cluster.apply(desired));
    }

    @Override
    public void delete(HasMetadata object) {
        write(() -> {
            cluster.delete(object);
            return true;
        });
    }

    @Override
    public boolean patchStatus(HasMetadata observed, Object status) {
        return write(() -> cluster.patchStatus(observed, status));
    }

    @Override
    public boolean patchStatusAsSeen(HasMetadata observed, Object status) {
        return write(() -> cluster.patchStatusAsSeen(observed, status));
    }

    @Override
    public boolean patchMetadata(
            HasMetadata observed, Map<String, @Nullable String> labels, Map<String, @Nullable String> annotations) {
        return write(() -> cluster.patchMetadata(observed, labels, annotations));
    }

    @Override
    public boolean addFinalizer(HasMetadata observed, String finalizer) {
        return write(() -> cluster.addFinalizer(observed, finalizer));
    }

    @Override
    public boolean removeFinalizer(HasMetadata observed, String finalizer) {
        return write(() -> cluster.removeFinalizer(observed, finalizer));
    }

    @Override
    public boolean claim(
            HasMetadata observed,
            String finalizer,
            HasMetadata owner,
            Map<String, String> labels,
            Map<String, @Nullable String> annotations) {
        return write(() -> cluster.claim(observed, finalizer, owner, labels, annotations));
    }

    @Override
    public boolean scale(HasMetadata observed, int replicas) {
        return write(() -> cluster.scale(observed, replicas));
    }

    @Override
    public void event(HasMetadata about, EventType type, String reason, String message) {
        cluster.event(about, type, reason, message);
    }
}
