package io.fluid.core.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fluid.core.kube.Watch.Noticing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A reconciler and what wakes it. {@link ControllerRuntime} runs it.
 *
 * @param name for logs, threads and metrics
 * @param watches what is followed
 * @param wakeUps wake-ups from background work
 * @param workers number of keys reconciled at the same time
 * @param reconciler the work
 */
public record Controller(
        String name, List<Watch<?>> watches, List<WakeUps> wakeUps, int workers, KeyedReconciler reconciler) {

    /** Keys reconciled at the same time when the administrator says nothing else. */
    public static final int DEFAULT_WORKERS = 3;

    public Controller {
        watches = List.copyOf(watches);
        wakeUps = List.copyOf(wakeUps);
    }

    /** A controller whose objects live in all namespaces and are woken by all but their own status. */
    public static <P extends HasMetadata> Builder forKind(String name, ResourceKind<P> primary) {
        return forKind(name, primary, "", Map.of());
    }

    /** As {@link #forKind(String, ResourceKind)}, for the objects of one namespace with these labels. */
    public static <P extends HasMetadata> Builder forKind(
            String name, ResourceKind<P> primary, String namespace, Map<String, String> labels) {
        return new Builder(name)
                .watching(new Watch<>(
                        primary, namespace, labels, Noticing.ALL_BUT_STATUS, object -> List.of(ObjectKey.of(object))));
    }

    /** A controller that follows exactly this; keys of the watch are keys of the reconciler. */
    public static Builder forKind(String name, Watch<?> primary) {
        return new Builder(name).watching(primary);
    }

    /** Collects the parts of a controller. */
    public static final class Builder {
        private final String name;
        private final List<Watch<?>> watches = new ArrayList<>();
        private final List<WakeUps> wakeUps = new ArrayList<>();
        private int workers = DEFAULT_WORKERS;

        private Builder(String name) {
            this.name = name;
        }

        /** Also reconciles the keys that {@code toKeys} names whenever such an object appears, changes or goes. */
        public <T extends HasMetadata> Builder watching(
                Class<T> type, Map<String, String> labels, Function<T, ? extends Collection<ObjectKey>> toKeys) {
            return watching(ResourceKind.of(type), labels, toKeys);
        }

        /** As {@link #watching(Class, Map, Function)}. */
        public <T extends HasMetadata> Builder watching(
                ResourceKind<T> kind, Map<String, String> labels, Function<T, ? extends Collection<ObjectKey>> toKeys) {
            return watching(new Watch<>(kind, "", labels, Noticing.EVERYTHING, toKeys));
        }

        /** Follows exactly this. */
        public Builder watching(Watch<?> watch) {
            watches.add(watch);
            return this;
        }

        /** Also reconciles the keys that background work names. */
        public Builder wokenBy(WakeUps source) {
            wakeUps.add(source);
            return this;
        }

        /** Number of keys reconciled at the same time; {@value Controller#DEFAULT_WORKERS} by default. */
        public Builder workers(int number) {
            workers = number;
            return this;
        }

        /** The finished description. */
        public Controller reconciledBy(KeyedReconciler reconciler) {
            return new Controller(name, watches, wakeUps, workers, reconciler);
        }
    }
}
