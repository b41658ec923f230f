package io.fluid.core.kube;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fluid.api.Annotations;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The real cluster. Reads are served from {@link Informers} where one holds the kind, and see this process's own writes
 * at once: what the API server answered to a change, or what was described of a new object, counts until the watch has
 * caught up.
 */
public final class KubernetesCluster implements Cluster {

    /** The field manager of everything that we apply. */
    public static final String FIELD_MANAGER = "fluid";

    private static final Logger LOG = LoggerFactory.getLogger(KubernetesCluster.class);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;
    private final Informers informers;
    private final EventRecorder events;
    private final OwnWrites writes = new OwnWrites(System::nanoTime);

    public KubernetesCluster(KubernetesClient client, Informers informers, EventRecorder events) {
        this.client = client;
        this.informers = informers;
        this.events = events;
        informers.whenGone(writes::gone);
    }

    @Override
    public <T extends HasMetadata> Optional<T> get(ResourceKind<T> kind, String namespace, String name) {
        return get(kind, namespace, name, Map.of());
    }

    /** As {@link #get}; a watch that would show the object if it had these labels is believed when it shows none. */
    private <T extends HasMetadata> Optional<T> get(
            ResourceKind<T> kind, String namespace, String name, Map<String, String> labels) {
        for (SharedIndexInformer<T> informer : informers.possiblyHolding(kind, namespace)) {
            T cached = informer.getStore().getByKey(Informers.key(namespace, name));
            if (cached != null) {
                return Optional.of(writes.newest(kind, cached));
            }
        }
        Optional<T> own = writes.find(kind, namespace, name);
        if (own.isPresent() || informers.covering(kind, namespace, labels).isPresent()) {
            return own;
        }
        return getLive(kind, namespace, name);
    }

    @Override
    public <T extends HasMetadata> Optional<T> getLive(ResourceKind<T> kind, String namespace, String name) {
        return Optional.ofNullable(resource(kind, namespace, name).get());
    }

    @Override
    public <T extends HasMetadata> List<T> list(ResourceKind<T> kind, String namespace, Map<String, String> labels) {
        Optional<SharedIndexInformer<T>> informer = informers.covering(kind, namespace, labels);
        if (informer.isEmpty()) {
            return listLive(kind, namespace, labels);
        }
        List<T> result = new ArrayList<>();
        for (T candidate : Informers.candidates(informer.get(), namespace, labels)) {
            T current = writes.newest(kind, candidate);
            if (hasLabels(current, labels)) {
                result.add(current);
            }
        }
        return result;
    }

    @Override
    public <T extends HasMetadata> List<T> listLive(
            ResourceKind<T> kind, String namespace, Map<String, String> labels) {
        var operation = Informers.operation(client, kind);
        if (!kind.namespaced()) {
            return operation.withLabels(labels).list().getItems();
        }
        return namespace.isEmpty()
                ? operation.inAnyNamespace().withLabels(labels).list().getItems()
                : operation.inNamespace(namespace).withLabels(labels).list().getItems();
    }

    @Override
    public boolean apply(HasMetadata desired) {
        return applyAs(informers.kindOf(desired), desired);
    }

    private <T extends HasMetadata> boolean applyAs(ResourceKind<T> kind, HasMetadata desired) {
        ObjectKey key = ObjectKey.of(desired);
        Applied applied = Applied.of(desired);
        Map<String, String> labels =
                Objects.requireNonNullElse(desired.getMetadata().getLabels(), Map.of());
        @Nullable T live = get(kind, key.namespace(), key.name(), labels).orElse(null);
        if (live != null && applied.isCurrent(live)) {
            return false;
        }
        PatchContext context = new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(FIELD_MANAGER)
                .withForce(true)
                .build();
        Resource<GenericKubernetesResource> resource = target(kind.generic(), key);
        GenericKubernetesResource answer =
                resource.patch(context, applied.bodyFor(live).toString());
        if (!Applied.generationMatches(answer)) {
            // Only metadata changed, so the generation that the body announced never came.
            ObjectNode sent = applied.bodyFor(null);
            sent.withObject("/metadata/annotations")
                    .put(
                            Annotations.SPEC_GENERATION,
                            answer.getMetadata().getGeneration().toString());
            answer = resource.patch(context, sent.toString());
        }
        writes.remember(kind, live == null ? made(kind, desired, answer) : read(kind, answer));
        LOG.info(
                "applied {} {}: {}",
                kind,
                key,
                live == null ? "new" : "description " + applied.hash() + " differs from the live object");
        return true;
    }

    /** A new object is as it was described. What the API server adds (defaults, an empty status) comes with the watch. */
    private static <T extends HasMetadata> T made(
            ResourceKind<T> kind, HasMetadata described, GenericKubernetesResource answer) {
        if (!kind.type().isInstance(described)) {
            return read(kind, answer);
        }
        T object = kind.type().cast(Copies.of(described));
        object.setMetadata(answer.getMetadata());
        return object;
    }

    private static <T extends HasMetadata> T read(ResourceKind<T> kind, GenericKubernetesResource answer) {
        return KubernetesClients.SERIALIZATION.convertValue(answer, kind.type());
    }

    @Override
    public void delete(HasMetadata object) {
        if (object.getMetadata().getDeletionTimestamp() != null) {
            return;
        }
        ResourceKind<?> kind = informers.kindOf(object);
        ObjectKey key = ObjectKey.of(object);
        deleteExactly(kind, key, object.getMetadata().getUid());
        writes.forget(kind, key);
        LOG.info("deleted {} {}", kind, key);
    }

    /** Another object of the same name, made meanwhile, stays. fabric8 has no way to say which one is meant. */
    private void deleteExactly(ResourceKind<?> kind, ObjectKey key, @Nullable String uid) {
        DeleteOptions options = new DeleteOptionsBuilder()
                .withPropagationPolicy("Background")
                .withNewPreconditions()
                .withUid(uid)
                .endPreconditions()
                .build();
        try {
            client.raw(kind.path(key), "DELETE", options);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND
                    && !(e.getCode() == HttpURLConnection.HTTP_CONFLICT && isAnother(kind, key, uid))) {
                throw e;
            }
            LOG.info("{} {} was gone already", kind, key);
        }
    }

    private boolean isAnother(ResourceKind<?> kind, ObjectKey key, @Nullable String uid) {
        return getLive(kind, key.namespace(), key.name())
                .filter(live -> Objects.equals(uid, live.getMetadata().getUid()))
                .isEmpty();
    }

    @Override
    public boolean patchStatus(HasMetadata observed, Object status) {
        return patchStatus(observed, status, false);
    }

    @Override
    public boolean patchStatusAsSeen(HasMetadata observed, Object status) {
        return patchStatus(observed, status, true);
    }

    private boolean patchStatus(HasMetadata observed, Object status, boolean guarded) {
        ObjectNode change = JsonTree.statusPatch(observed, status);
        if (change.isEmpty()) {
            return false;
        }
        ObjectNode patch = JsonTree.object();
        patch.set("status", change);
        if (guarded || JsonTree.hasArray(change)) {
            guard(patch, observed);
        }
        ResourceKind<?> kind = informers.kindOf(observed);
        ObjectKey key = ObjectKey.of(observed);
        patchSubresource(kind, key, patch);
        return true;
    }

    private <T extends HasMetadata> void patchSubresource(ResourceKind<T> kind, ObjectKey key, ObjectNode patch) {
        writes.remember(kind, target(kind, key).subresource("status").patch(MERGE, patch.toString()));
    }

    @Override
    public boolean patchMetadata(
            HasMetadata observed, Map<String, @Nullable String> labels, Map<String, @Nullable String> annotations) {
        ObjectNode patch = JsonTree.object();
        putChanges(patch, "labels", observed.getMetadata().getLabels(), labels);
        putChanges(patch, "annotations", observed.getMetadata().getAnnotations(), annotations);
        return !patch.isEmpty() && patch(observed, patch);
    }

    static void putChanges(
            ObjectNode patch,
            String field,
            @Nullable Map<String, String> observed,
            Map<String, @Nullable String> wanted) {
        Map<String, String> present = observed == null ? Map.of() : observed;
        Map<String, @Nullable String> changes = new LinkedHashMap<>();
        wanted.forEach((key, value) -> {
            if (!Objects.equals(present.get(key), value)) {
                changes.put(key, value);
            }
        });
        changes.forEach((key, value) -> patch.withObject("/metadata/" + field).put(key, value));
    }

    @Override
    public boolean addFinalizer(HasMetadata observed, String finalizer) {
        if (observed.getMetadata().getFinalizers().contains(finalizer)) {
            return false;
        }
        ObjectNode patch = JsonTree.object();
        ArrayNode finalizers = patch.withObject("/metadata").putArray("finalizers");
        observed.getMetadata().getFinalizers().forEach(finalizers::add);
        finalizers.add(finalizer);
        guard(patch, observed);
        return patch(observed, patch);
    }

    @Override
    public boolean removeFinalizer(HasMetadata observed, String finalizer) {
        if (!observed.getMetadata().getFinalizers().contains(finalizer)) {
            return false;
        }
        ObjectNode patch = JsonTree.object();
        ArrayNode finalizers = patch.withObject("/metadata").putArray("finalizers");
        observed.getMetadata().getFinalizers().stream()
                .filter(other -> !other.equals(finalizer))
                .forEach(finalizers::add);
        guard(patch, observed);
        try {
            return patch(observed, patch);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public boolean claim(
            HasMetadata observed,
            String finalizer,
            HasMetadata owner,
            Map<String, String> labels,
            Map<String, @Nullable String> annotations) {
        ObjectNode patch = Claim.patch(observed, finalizer, owner, labels, annotations);
        if (patch.isEmpty()) {
            return false;
        }
        guard(patch, observed);
        return patch(observed, patch);
    }

    @Override
    public boolean scale(HasMetadata observed, int replicas) {
        if (JsonTree.of(observed).path("spec").path("replicas").asInt(-1) == replicas) {
            return false;
        }
        ObjectNode patch = JsonTree.object();
        patch.withObject("/spec").put("replicas", replicas);
        LOG.info("scaling {} {} to {}", observed.getKind(), ObjectKey.of(observed), replicas);
        return patch(observed, patch);
    }

    @Override
    public void event(HasMetadata about, EventType type, String reason, String message) {
        events.record(about, type, reason, message);
    }

    private boolean patch(HasMetadata observed, ObjectNode patch) {
        patchAs(informers.kindOf(observed), ObjectKey.of(observed), patch);
        return true;
    }

    private <T extends HasMetadata> void patchAs(ResourceKind<T> kind, ObjectKey key, ObjectNode patch) {
        writes.remember(kind, target(kind, key).patch(MERGE, patch.toString()));
    }

    private static void guard(ObjectNode patch, HasMetadata observed) {
        patch.withObject("/metadata")
                .put("resourceVersion", observed.getMetadata().getResourceVersion());
    }

    private <T extends HasMetadata> Resource<T> resource(ResourceKind<T> kind, String namespace, String name) {
        var operation = Informers.operation(client, kind);
        return namespace.isEmpty()
                ? operation.withName(name)
                : operation.inNamespace(namespace).withName(name);
    }

    /** As {@link #resource}, for writing: fabric8 reads an object that it only knows by name before it patches it. */
    private <T extends HasMetadata> Resource<T> target(ResourceKind<T> kind, ObjectKey key) {
        T item = kind.named(key);
        var operation = Informers.operation(client, kind);
        return key.namespace().isEmpty()
                ? operation.resource(item)
                : operation.inNamespace(key.namespace()).resource(item);
    }

    static boolean hasLabels(HasMetadata object, Map<String, String> wanted) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return wanted.isEmpty() || labels != null && labels.entrySet().containsAll(wanted.entrySet());
    }
}
