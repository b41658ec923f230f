package io.fluid.e2e.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All that is in the cluster and concerns us, seen past every fault. */
final class Mirror {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OURS = "data.fluid.io/v1alpha1";

    private final List<SharedIndexInformer<GenericKubernetesResource>> informers = new ArrayList<>();
    private final Map<String, Integer> changes = new HashMap<>();

    Mirror(KubernetesClient client) {
        Map<String, List<String>> kinds = Map.of(
                "v1",
                List.of("ConfigMap", "Service", "Secret", "PersistentVolumeClaim", "PersistentVolume", "Pod", "Node"),
                "apps/v1",
                List.of("StatefulSet", "DaemonSet", "Deployment"),
                "batch/v1",
                List.of("Job", "CronJob"),
                OURS,
                List.of("Dataset", "AlluxioRuntime", "DataLoad"));
        kinds.forEach((version, names) -> names.forEach(kind -> follow(client, version, kind)));
        informers.forEach(informer -> informer.start().toCompletableFuture().join());
    }

    private void follow(KubernetesClient client, String apiVersion, String kind) {
        String[] parts = apiVersion.split("/", 2);
        ResourceDefinitionContext context = new ResourceDefinitionContext.Builder()
                .withGroup(parts.length < 2 ? "" : parts[0])
                .withVersion(parts[parts.length - 1])
                .withKind(kind)
                .withPlural(kind.toLowerCase(java.util.Locale.ROOT) + "s")
                .withNamespaced(!kind.equals("Node") && !kind.equals("PersistentVolume"))
                .build();
        var informer =
                client.genericKubernetesResources(context).inAnyNamespace().runnableInformer(0);
        informer.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(GenericKubernetesResource object) {
                changed(object);
            }

            @Override
            public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
                changed(after);
            }

            @Override
            public void onDelete(GenericKubernetesResource object, boolean unknown) {
                changed(object);
            }
        });
        informers.add(informer);
    }

    private synchronized void changed(GenericKubernetesResource object) {
        changes.merge(life(object), 1, Integer::sum);
        notifyAll();
    }

    /** The namespace that an object concerns. */
    private static String life(GenericKubernetesResource object) {
        return switch (object.getKind()) {
            case "Node" -> object.getMetadata().getLabels().getOrDefault("life", "");
            case "PersistentVolume" -> String.valueOf(object.<Object>get("spec", "claimRef", "namespace"));
            default -> object.getMetadata().getNamespace();
        };
    }

    /** All objects that concern a namespace. */
    List<JsonNode> of(String namespace) {
        return informers.stream()
                .flatMap(informer -> Stream.concat(
                        informer.getIndexer().byIndex(Cache.NAMESPACE_INDEX, namespace).stream(),
                        informer.getIndexer().byIndex(Cache.NAMESPACE_INDEX, "").stream()))
                .filter(object -> life(object).equals(namespace))
                .<JsonNode>map(JSON::valueToTree)
                .toList();
    }

    /**
     * Looks again at every change of a namespace until there is nothing to object to.
     *
     * @param objection what is not as it should be; empty when all is well
     */
    void await(String namespace, Duration longest, Supplier<String> objection) {
        long end = System.nanoTime() + longest.toNanos();
        while (true) {
            int seen = changes(namespace);
            String wrong = objection.get();
            if (wrong.isEmpty()) {
                return;
            }
            if (!awaitChange(namespace, seen, end)) {
                throw new AssertionError("waited " + longest.toSeconds() + " s in vain: " + wrong);
            }
        }
    }

    /** Waits until nothing has changed in a namespace for a while. */
    void awaitQuiet(String namespace, Duration quiet) {
        while (awaitChange(namespace, changes(namespace), System.nanoTime() + quiet.toNanos())) {
            // Something changed: from the beginning.
        }
    }

    private synchronized int changes(String namespace) {
        return changes.getOrDefault(namespace, 0);
    }

    private synchronized boolean awaitChange(String namespace, int seen, long end) {
        while (changes(namespace) == seen) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            try {
                wait(Math.max(1, left / 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        return true;
    }
}
