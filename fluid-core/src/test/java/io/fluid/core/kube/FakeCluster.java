package io.fluid.core.kube;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fluid.api.Annotations;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A cluster in memory that writes down every write and event, in order, as one readable line each. It keeps resource
 * versions, generations, uids, finalizers and deletion timestamps as the API server does; it runs no controllers and
 * collects no garbage: a test plays kubelet and garbage collector with {@link #put}, {@link #edit} and {@link #drop},
 * which are not written down.
 */
public final class FakeCluster implements Cluster {

    private static final String NOW = "2026-01-01T00:00:00Z";

    private record Key(String apiVersion, String kind, ObjectKey object) {}

    private final Map<Key, ObjectNode> objects = new LinkedHashMap<>();
    private final Map<Key, Integer> lives = new HashMap<>();
    private final List<String> journal = new ArrayList<>();
    private long version;
    private @Nullable RuntimeException failure;
    private String failing = "";
    private @Nullable String goingNamespace;

    /** Every write and event so far. */
    public synchronized List<String> journal() {
        return List.copyOf(journal);
    }

    /** What was written since the last call. */
    public synchronized List<String> takeJournal() {
        List<String> result = List.copyOf(journal);
        journal.clear();
        return result;
    }

    /** Puts an object as somebody else would: not written down. */
    public synchronized FakeCluster put(HasMetadata object) {
        store(keyOf(object), JsonTree.of(object), null);
        return this;
    }

    /** Changes an object as somebody else would: not written down. */
    public synchronized <T extends HasMetadata> void edit(
            Class<T> type, String namespace, String name, UnaryOperator<T> change) {
        put(change.apply(get(type, namespace, name).orElseThrow()));
    }

    /** Takes an object away whatever its finalizers, as a garbage collector would: not written down. */
    public synchronized void drop(HasMetadata object) {
        objects.remove(keyOf(object));
    }

    /** Asks for deletion as a user would: not written down. */
    public synchronized void deleteByUser(HasMetadata object) {
        int lines = journal.size();
        delete(object);
        while (journal.size() > lines) {
            journal.remove(journal.size() - 1);
        }
    }

    /** Makes the next write whose journal line starts with {@code line} fail, once. */
    public synchronized void failNext(String line, RuntimeException with) {
        failing = line;
        failure = with;
    }

    /** From now on the namespace is being deleted: what is not there cannot be made. */
    public synchronized void refuseCreationsIn(String namespace) {
        goingNamespace = namespace;
    }

    /** All objects as they are, by kind and name. */
    public synchronized List<GenericKubernetesResource> all() {
        return objects.entrySet().stream()
                .sorted(Comparator.comparing(entry -> name(entry.getKey())))
                .map(entry -> JsonTree.to(GenericKubernetesResource.class, entry.getValue()))
                .toList();
    }

    /** All objects, for looking around. */
    public synchronized List<String> names() {
        return objects.keySet().stream()
                .map(key -> key.kind() + " " + key.object())
                .sorted()
                .toList();
    }

    @Override
    public synchronized <T extends HasMetadata> Optional<T> get(ResourceKind<T> kind, String namespace, String name) {
        ObjectNode found = objects.get(new Key(kind.apiVersion(), kind.kind(), new ObjectKey(namespace, name)));
        return Optional.ofNullable(found).map(json -> JsonTree.to(kind.type(), json));
    }

    @Override
    public <T extends HasMetadata> Optional<T> getLive(ResourceKind<T> kind, String namespace, String name) {
        return get(kind, namespace, name);
    }

    @Override
    public synchronized <T extends HasMetadata> List<T> list(
            ResourceKind<T> kind, String namespace, Map<String, String> labels) {
        List<T> result = new ArrayList<>();
        objects.forEach((key, json) -> {
            if (key.apiVersion().equals(kind.apiVersion())
                    && key.kind().equals(kind.kind())
                    && (namespace.isEmpty() || namespace.equals(key.object().namespace()))) {
                T object = JsonTree.to(kind.type(), json);
                if (KubernetesCluster.hasLabels(object, labels)) {
                    result.add(object);
                }
            }
        });
        return result;
    }

    @Override
    public <T extends HasMetadata> List<T> listLive(
            ResourceKind<T> kind, String namespace, Map<String, String> labels) {
        return list(kind, namespace, labels);
    }

    @Override
    public synchronized boolean apply(HasMetadata desired) {
        Key key = keyOf(desired);
        ObjectNode live = objects.get(key);
        Applied applied = Applied.of(desired);
        if (live != null && applied.isCurrent(JsonTree.to(desired.getClass(), live))) {
            return false;
        }
        if (live == null && key.object().namespace().equals(goingNamespace)) {
            throw new KubernetesClientException(
                    name(key) + " is forbidden: unable to create new content in namespace " + goingNamespace
                            + " because it is being terminated",
                    403,
                    null);
        }
        write("apply " + name(key));
        ObjectNode body = applied.body().deepCopy();
        if (live != null) {
            // As server-side apply: what others wrote into metadata and status stays, what we describe is replaced.
            ObjectNode merged = JsonTree.merged(live, body);
            merged.remove("spec");
            if (body.has("spec")) {
                merged.set("spec", body.get("spec"));
            }
            body = merged;
        }
        ObjectNode stored = store(key, body, live);
        if (stored.at("/metadata/generation").isNumber()) {
            stored.withObject("/metadata/annotations")
                    .put(
                            Annotations.SPEC_GENERATION,
                            stored.at("/metadata/generation").asText());
        }
        return true;
    }

    @Override
    public synchronized void delete(HasMetadata object) {
        Key key = keyOf(object);
        ObjectNode live = objects.get(key);
        if (live == null || live.at("/metadata/deletionTimestamp").isTextual()) {
            return;
        }
        write("delete " + name(key));
        if (live.at("/metadata/finalizers").isEmpty()) {
            objects.remove(key);
        } else {
            ObjectNode changed = live.deepCopy();
            changed.withObject("/metadata").put("deletionTimestamp", NOW);
            store(key, changed, live);
        }
    }

    @Override
    public boolean patchStatus(HasMetadata observed, Object status) {
        return patchStatus(observed, status, false);
    }

    @Override
    public boolean patchStatusAsSeen(HasMetadata observed, Object status) {
        return patchStatus(observed, status, true);
    }

    private synchronized boolean patchStatus(HasMetadata observed, Object status, boolean guarded) {
        ObjectNode change = JsonTree.statusPatch(observed, status);
        if (change.isEmpty()) {
            return false;
        }
        Key key = keyOf(observed);
        ObjectNode patch = JsonTree.object();
        patch.set("status", change);
        patch(key, observed, patch, "status " + name(key) + " " + text(change), guarded || JsonTree.hasArray(change));
        return true;
    }

    @Override
    public synchronized boolean patchMetadata(
            HasMetadata observed, Map<String, @Nullable String> labels, Map<String, @Nullable String> annotations) {
        ObjectNode patch = JsonTree.object();
        KubernetesCluster.putChanges(patch, "labels", observed.getMetadata().getLabels(), labels);
        KubernetesCluster.putChanges(
                patch, "annotations", observed.getMetadata().getAnnotations(), annotations);
        if (patch.isEmpty()) {
            return false;
        }
        Key key = keyOf(observed);
        patch(key, observed, patch, "metadata " + name(key) + " " + text(patch.withObject("/metadata")), false);
        return true;
    }

    @Override
    public synchronized boolean addFinalizer(HasMetadata observed, String finalizer) {
        if (observed.getMetadata().getFinalizers().contains(finalizer)) {
            return false;
        }
        List<String> finalizers = new ArrayList<>(observed.getMetadata().getFinalizers());
        finalizers.add(finalizer);
        finalizers(observed, finalizers, "finalizer+ " + name(keyOf(observed)) + " " + finalizer);
        return true;
    }

    @Override
    public synchronized boolean removeFinalizer(HasMetadata observed, String finalizer) {
        Key key = keyOf(observed);
        if (!observed.getMetadata().getFinalizers().contains(finalizer) || !objects.containsKey(key)) {
            return false;
        }
        List<String> finalizers = new ArrayList<>(observed.getMetadata().getFinalizers());
        finalizers.remove(finalizer);
        finalizers(observed, finalizers, "finalizer- " + name(key) + " " + finalizer);
        ObjectNode live = objects.get(key);
        if (live.at("/metadata/deletionTimestamp").isTextual() && finalizers.isEmpty()) {
            objects.remove(key);
        }
        return true;
    }

    private void finalizers(HasMetadata observed, List<String> finalizers, String line) {
        ObjectNode patch = JsonTree.object();
        ArrayNode array = patch.withObject("/metadata").putArray("finalizers");
        finalizers.forEach(array::add);
        patch(keyOf(observed), observed, patch, line, true);
    }

    @Override
    public synchronized boolean claim(
            HasMetadata observed,
            String finalizer,
            HasMetadata owner,
            Map<String, String> labels,
            Map<String, @Nullable String> annotations) {
        ObjectNode patch = Claim.patch(observed, finalizer, owner, labels, annotations);
        if (patch.isEmpty()) {
            return false;
        }
        Key key = keyOf(observed);
        String line = "claim " + name(key) + " " + finalizer + " <- " + owner.getKind() + " "
                + owner.getMetadata().getName();
        patch(key, observed, patch, line, true);
        return true;
    }

    @Override
    public synchronized boolean scale(HasMetadata observed, int replicas) {
        if (JsonTree.of(observed).path("spec").path("replicas").asInt(-1) == replicas) {
            return false;
        }
        ObjectNode patch = JsonTree.object();
        patch.withObject("/spec").put("replicas", replicas);
        Key key = keyOf(observed);
        patch(key, observed, patch, "scale " + name(key) + " " + replicas, false);
        return true;
    }

    @Override
    public synchronized void event(HasMetadata about, EventType type, String reason, String message) {
        String kind = type == EventType.WARNING ? "Warning" : "Normal";
        journal.add("event " + name(keyOf(about)) + " " + kind + " " + reason + ": " + message);
    }

    private void patch(Key key, HasMetadata observed, ObjectNode patch, String line, boolean guarded) {
        ObjectNode live = objects.get(key);
        if (live == null) {
            throw new KubernetesClientException(name(key) + " not found", 404, null);
        }
        String seen = observed.getMetadata().getResourceVersion();
        if (guarded && !live.at("/metadata/resourceVersion").asText().equals(seen)) {
            throw new KubernetesClientException("conflict: " + name(key) + " has changed", 409, null);
        }
        write(line);
        store(key, JsonTree.merged(live, patch), live);
    }

    private void write(String line) {
        if (failure != null && line.startsWith(failing)) {
            RuntimeException thrown = failure;
            failure = null;
            throw thrown;
        }
        journal.add(line);
    }

    private ObjectNode store(Key key, ObjectNode json, @Nullable ObjectNode before) {
        ObjectNode stored = json.deepCopy();
        ObjectNode old = before == null ? objects.get(key) : before;
        ObjectNode metadata = stored.withObject("/metadata");
        metadata.put("resourceVersion", Long.toString(++version));
        if (!metadata.hasNonNull("uid")) {
            metadata.put(
                    "uid", old == null ? newUid(key) : old.at("/metadata/uid").asText());
        }
        if (!metadata.hasNonNull("creationTimestamp")) {
            metadata.put("creationTimestamp", NOW);
        }
        if (stored.has("spec") && !metadata.hasNonNull("generation")) {
            metadata.put("generation", 1);
        } else if (old != null && stored.has("spec") && !stored.get("spec").equals(old.get("spec"))) {
            metadata.put("generation", old.at("/metadata/generation").asLong() + 1);
        }
        objects.put(key, stored);
        return stored;
    }

    // What comes again under a name is another object.
    private String newUid(Key key) {
        int life = lives.merge(key, 1, Integer::sum);
        String uid = "uid-" + key.kind() + "-" + key.object().toString().replace('/', '-');
        return life == 1 ? uid : uid + "-" + life;
    }

    private static Key keyOf(HasMetadata object) {
        return new Key(object.getApiVersion(), object.getKind(), ObjectKey.of(object));
    }

    private static String name(Key key) {
        return key.kind() + " " + key.object();
    }

    /** {@code phase=NotBound conditions=[…]}: fields in order of their names. */
    private static String text(ObjectNode change) {
        Map<String, String> fields = new TreeMap<>();
        change.properties().forEach(field -> {
            var value = field.getValue();
            fields.put(field.getKey(), value.isTextual() ? value.asText() : value.toString());
        });
        StringBuilder text = new StringBuilder();
        fields.forEach((name, value) ->
                text.append(text.isEmpty() ? "" : " ").append(name).append('=').append(value));
        return text.toString();
    }
}
