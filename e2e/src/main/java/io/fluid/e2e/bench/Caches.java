package io.fluid.e2e.bench;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fluid.api.v1alpha1.AlluxioRuntime;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetPhase;
import io.fluid.api.v1alpha1.DatasetSpecBuilder;
import io.fluid.api.v1alpha1.MountBuilder;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/** Datasets with their runtimes, and when what came of them. Times are those of this process, in nanoseconds. */
public final class Caches {

    private static final int CREATORS = 16;

    private final KubernetesClient client;
    private final Set<String> masters = ConcurrentHashMap.newKeySet();
    private final Set<String> workers = ConcurrentHashMap.newKeySet();
    private final Set<String> fuses = ConcurrentHashMap.newKeySet();
    private final Set<String> bound = ConcurrentHashMap.newKeySet();
    private final Object changed = new Object();

    public Caches(KubernetesClient client) {
        this.client = client;
        follow(StatefulSet.class, set -> {
            String name = set.getMetadata().getName();
            (name.endsWith("-master") ? masters : workers).add(key(set, "-master", "-worker"));
        });
        follow(DaemonSet.class, set -> fuses.add(key(set, "-fuse")));
        follow(Dataset.class, dataset -> {
            String phase =
                    dataset.getStatus() == null ? "" : dataset.getStatus().phase();
            if (DatasetPhase.BOUND.equals(phase)) {
                bound.add(key(dataset));
            } else {
                bound.remove(key(dataset));
            }
        });
    }

    private static String key(HasMetadata object, String... suffixes) {
        String name = object.getMetadata().getName();
        for (String suffix : suffixes) {
            if (name.endsWith(suffix)) {
                name = name.substring(0, name.length() - suffix.length());
            }
        }
        return object.getMetadata().getNamespace() + "/" + name;
    }

    private <T extends HasMetadata> void follow(Class<T> kind, java.util.function.Consumer<T> act) {
        client.resources(kind).inAnyNamespace().inform(new ResourceEventHandler<T>() {
            @Override
            public void onAdd(T object) {
                tell(object);
            }

            @Override
            public void onUpdate(T before, T after) {
                tell(after);
            }

            @Override
            public void onDelete(T object, boolean unknown) {
                // Only what comes is timed.
            }

            private void tell(T object) {
                act.accept(object);
                synchronized (changed) {
                    changed.notifyAll();
                }
            }
        });
    }

    /** Creates Datasets {@code d0}, {@code d1} … each with its runtime. */
    public void create(String namespace, int count) {
        try (ExecutorService creators = Executors.newFixedThreadPool(CREATORS)) {
            for (int i = 0; i < count; i++) {
                String name = "d" + i;
                creators.execute(() -> {
                    client.resource(dataset(namespace, name)).create();
                    client.resource(runtime(namespace, name, 1)).create();
                });
            }
        }
    }

    /** A Dataset over a bucket. */
    public static Dataset dataset(String namespace, String name) {
        Dataset dataset = new Dataset();
        dataset.getMetadata().setNamespace(namespace);
        dataset.getMetadata().setName(name);
        dataset.setSpec(DatasetSpecBuilder.builder()
                .mounts(List.of(MountBuilder.builder()
                        .mountPoint("s3://bucket/" + name)
                        .name("data")
                        .build()))
                .build());
        return dataset;
    }

    /** A runtime with one tier in memory, in the pods' own network. */
    public static GenericKubernetesResource runtime(String namespace, String name, int replicas) {
        GenericKubernetesResource runtime = new GenericKubernetesResource();
        runtime.setApiVersion(HasMetadata.getApiVersion(AlluxioRuntime.class));
        runtime.setKind("AlluxioRuntime");
        runtime.setMetadata(new io.fabric8.kubernetes.api.model.ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(name)
                .build());
        Map<String, Object> network = Map.of("networkMode", "ContainerNetwork");
        runtime.setAdditionalProperty(
                "spec",
                Map.of(
                        "replicas", replicas,
                        "master", network,
                        "worker", network,
                        "fuse", network,
                        // What nobody answers for would be asked for again and again.
                        "management", Map.of("metadataSyncPolicy", Map.of("autoSync", false)),
                        "tieredstore",
                                Map.of(
                                        "levels",
                                        List.of(Map.of("mediumtype", "MEM", "path", "/dev/shm", "quota", "64Mi")))));
        return runtime;
    }

    /** Waits until so many of a namespace have all their workloads. */
    public void awaitObjects(String namespace, int count, Duration longest) {
        await(
                () -> count(masters, namespace) >= count
                        && count(workers, namespace) >= count
                        && count(fuses, namespace) >= count,
                longest,
                "workloads of " + count + " Datasets");
    }

    /** Waits until so many of a namespace are bound. */
    public void awaitBound(String namespace, int count, Duration longest) {
        await(() -> count(bound, namespace) >= count, longest, count + " bound Datasets");
    }

    private static long count(Set<String> keys, String namespace) {
        return keys.stream().filter(key -> key.startsWith(namespace + "/")).count();
    }

    private void await(BooleanSupplier reached, Duration longest, String what) {
        long end = System.nanoTime() + longest.toNanos();
        synchronized (changed) {
            while (!reached.getAsBoolean()) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    throw new IllegalStateException("waited " + longest + " in vain for " + what);
                }
                try {
                    changed.wait(Math.max(1, left / 1_000_000));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            }
        }
    }
}
