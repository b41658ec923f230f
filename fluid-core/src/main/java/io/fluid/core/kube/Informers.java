package io.fluid.core.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.fluid.api.Labels;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The watch caches of this process: one for each (kind, namespace, labels), however many controllers follow it. */
public final class Informers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Informers.class);
    private static final String RELEASE_INDEX = "release";

    private final KubernetesClient client;
    private final Map<Selection, SharedIndexInformer<? extends HasMetadata>> informers = new ConcurrentHashMap<>();
    private final WatchHealth health = new WatchHealth(System::nanoTime);
    private volatile BiConsumer<ResourceKind<?>, HasMetadata> whenGone = (kind, object) -> {};

    public Informers(KubernetesClient client) {
        this.client = client;
    }

    /** Has somebody told of what a watch says is gone, before the controllers hear of it. */
    void whenGone(BiConsumer<ResourceKind<?>, HasMetadata> listener) {
        whenGone = listener;
    }

    /** What one informer holds. */
    record Selection(ResourceKind<?> kind, String namespace, Map<String, String> labels) {}

    /** The informer for a selection; made, but not started, on the first call. */
    <T extends HasMetadata> SharedIndexInformer<T> get(
            ResourceKind<T> kind, String namespace, Map<String, String> labels) {
        var informer = informers.computeIfAbsent(
                new Selection(kind, namespace, labels), selection -> make(kind, namespace, labels));
        return cast(informer);
    }

    /** Starts what is not running; complete when all caches are filled. */
    synchronized CompletableFuture<Void> start() {
        List<CompletableFuture<Void>> starts = new ArrayList<>();
        informers.forEach((selection, informer) -> {
            if (!informer.isRunning()) {
                starts.add(informer.start().toCompletableFuture());
            }
        });
        return CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new));
    }

    /**
     * Whether all watches hear something. One that is being connected again is well for {@link WatchHealth#LONGEST}: the
     * API server may be away. One that never heard anything is not counted: its kind may not exist yet.
     */
    public boolean healthy() {
        boolean all = true;
        for (Map.Entry<Selection, SharedIndexInformer<? extends HasMetadata>> one : informers.entrySet()) {
            SharedIndexInformer<?> informer = one.getValue();
            boolean ended = informer.stopped().toCompletableFuture().isDone();
            boolean well = !ended && health.isWell(one.getKey(), informer.hasSynced(), informer.isWatching());
            if (!well) {
                LOG.error("no longer watching {}", one.getKey());
            }
            all &= well;
        }
        return all;
    }

    /** A filled cache that holds every object that the query can match. */
    <T extends HasMetadata> Optional<SharedIndexInformer<T>> covering(
            ResourceKind<T> kind, String namespace, Map<String, String> labels) {
        return informers.entrySet().stream()
                .filter(entry -> entry.getKey().kind().equals(kind)
                        && (entry.getKey().namespace().isEmpty()
                                || entry.getKey().namespace().equals(namespace))
                        && labels.entrySet().containsAll(entry.getKey().labels().entrySet())
                        && entry.getValue().hasSynced())
                .findFirst()
                .map(entry -> cast(entry.getValue()));
    }

    /** Filled caches that may hold the object. */
    <T extends HasMetadata> List<SharedIndexInformer<T>> possiblyHolding(ResourceKind<T> kind, String namespace) {
        List<SharedIndexInformer<T>> result = new ArrayList<>();
        informers.forEach((selection, informer) -> {
            if (selection.kind().equals(kind)
                    && (selection.namespace().isEmpty() || selection.namespace().equals(namespace))
                    && informer.hasSynced()) {
                result.add(cast(informer));
            }
        });
        return result;
    }

    /** The registered kind of an object, or one derived from its class. */
    ResourceKind<? extends HasMetadata> kindOf(HasMetadata object) {
        for (Selection selection : informers.keySet()) {
            if (selection.kind().covers(object)) {
                return selection.kind();
            }
        }
        if (!(object instanceof GenericKubernetesResource)) {
            return ResourceKind.of(object.getClass());
        }
        String apiVersion = object.getApiVersion();
        int slash = apiVersion.indexOf('/');
        return ResourceKind.generic(
                slash < 0 ? "" : apiVersion.substring(0, slash),
                apiVersion.substring(slash + 1),
                object.getKind(),
                object.getPlural());
    }

    @Override
    public void close() {
        informers.values().forEach(SharedIndexInformer::stop);
    }

    private <T extends HasMetadata> SharedIndexInformer<T> make(
            ResourceKind<T> kind, String namespace, Map<String, String> labels) {
        if (kind.type() != GenericKubernetesResource.class) {
            client.getKubernetesSerialization().registerKubernetesResource(kind.type());
        }
        var operation = operation(client, kind);
        FilterWatchListDeletable<T, ?, Resource<T>> selected = !kind.namespaced()
                ? operation.withLabels(labels)
                : namespace.isEmpty()
                        ? operation.inAnyNamespace().withLabels(labels)
                        : operation.inNamespace(namespace).withLabels(labels);
        SharedIndexInformer<T> informer = selected.runnableInformer(0)
                .itemStore(new LeanStore<>(object -> whenGone.accept(kind, object)))
                .exceptionHandler((started, failure) -> {
                    // Always try again: giving up would leave a controller that looks alive and sees nothing.
                    LOG.warn(
                            "watching {} in {}: {}",
                            kind,
                            namespace.isEmpty() ? "all namespaces" : namespace,
                            failure.toString());
                    return true;
                });
        return informer.addIndexers(Map.of(RELEASE_INDEX, Informers::releases));
    }

    private static List<String> releases(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        @Nullable String release = labels == null ? null : labels.get(Labels.RELEASE);
        return release == null ? List.of() : List.of(key(object.getMetadata().getNamespace(), release));
    }

    /** What of a cache can match the query, and not much more: the objects of one cache are among those of thousands. */
    static <T extends HasMetadata> List<T> candidates(
            SharedIndexInformer<T> informer, String namespace, Map<String, String> labels) {
        @Nullable String release = labels.get(Labels.RELEASE);
        if (namespace.isEmpty()) {
            return informer.getStore().list();
        }
        return release == null
                ? informer.getIndexer().byIndex(Cache.NAMESPACE_INDEX, namespace)
                : informer.getIndexer().byIndex(RELEASE_INDEX, key(namespace, release));
    }

    static <T extends HasMetadata> MixedOperation<T, ? extends KubernetesResourceList<T>, Resource<T>> operation(
            KubernetesClient client, ResourceKind<T> kind) {
        if (kind.type() == GenericKubernetesResource.class) {
            ResourceDefinitionContext context = new ResourceDefinitionContext.Builder()
                    .withGroup(kind.group())
                    .withVersion(kind.version())
                    .withKind(kind.kind())
                    .withPlural(kind.plural())
                    .withNamespaced(kind.namespaced())
                    .build();
            @SuppressWarnings("unchecked") // the type was compared above
            var generic = (MixedOperation<T, ? extends KubernetesResourceList<T>, Resource<T>>)
                    (MixedOperation<?, ?, ?>) client.genericKubernetesResources(context);
            return generic;
        }
        return client.resources(kind.type());
    }

    @SuppressWarnings("unchecked") // a Selection's informer is made from its kind
    private static <T extends HasMetadata> SharedIndexInformer<T> cast(
            SharedIndexInformer<? extends HasMetadata> informer) {
        return (SharedIndexInformer<T>) informer;
    }

    /** Holds objects without their managedFields, which nobody here reads and which are half of their size. */
    private static final class LeanStore<T extends HasMetadata> implements ItemStore<T> {
        private final Map<String, T> items = new ConcurrentHashMap<>();
        private final Consumer<T> whenGone;

        LeanStore(Consumer<T> whenGone) {
            this.whenGone = whenGone;
        }

        @Override
        public String getKey(T object) {
            return key(object.getMetadata().getNamespace(), object.getMetadata().getName());
        }

        @Override
        public @Nullable T put(String key, T object) {
            object.getMetadata().setManagedFields(List.of());
            return items.put(key, object);
        }

        @Override
        public @Nullable T remove(String key) {
            @Nullable T removed = items.remove(key);
            if (removed != null) {
                whenGone.accept(removed);
            }
            return removed;
        }

        @Override
        public Stream<String> keySet() {
            return items.keySet().stream();
        }

        @Override
        public Stream<T> values() {
            return items.values().stream();
        }

        @Override
        public int size() {
            return items.size();
        }

        @Override
        public @Nullable T get(String key) {
            return items.get(key);
        }
    }

    /** The key of an object in an informer's cache. */
    static String key(@Nullable String namespace, String name) {
        return namespace == null || namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
