package io.fluid.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.TypeLiteral;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.core.dataset.DatasetReconciler;
import io.fluid.core.dataset.DatasetUsers;
import io.fluid.core.dataset.DatasetValidator;
import io.fluid.core.engine.EngineRegistry;
import io.fluid.core.engine.LoadedEngine;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.Controller;
import io.fluid.core.kube.FakeCluster;
import io.fluid.core.kube.KeyedReconciler;
import io.fluid.core.kube.ObjectKey;
import io.fluid.core.kube.ResourceKind;
import io.fluid.core.kube.Watch;
import io.fluid.core.operation.OperationModule;
import io.fluid.core.runtime.CacheCleaner;
import io.fluid.core.runtime.CacheReporter;
import io.fluid.core.runtime.DatasetRules;
import io.fluid.core.runtime.DatasetUse;
import io.fluid.core.runtime.RuntimeControllerModule;
import io.fluid.core.runtime.RuntimeReconciler;
import io.fluid.core.runtime.RuntimeSettings;
import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheEngineProvider;
import io.fluid.core.spi.ClusterFacts;
import io.fluid.core.spi.EngineDescriptor;
import io.fluid.core.spi.EngineSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Fluid with one engine on a cluster in memory, for tests of the whole life of a dataset: Fluid's own reconcilers run
 * against a {@link FakeCluster}, beside stand-ins for the controllers of Kubernetes (StatefulSet, DaemonSet, Job,
 * garbage collector) on one node where everything starts at once. StatefulSets come up in order and are rolled from the
 * last pod to the first; Jobs run and end. There are no processes, so nobody reads data.
 *
 * <pre>{@code
 * try (InMemoryFluid fluid = new InMemoryFluid(new MyEngineProvider())) {
 *     fluid.create(dataset, runtime);
 *     fluid.until("the dataset is bound", () -> fluid.phase("team", "model").equals("Bound"));
 * }
 * }</pre>
 *
 * What the engine would ask its cache ({@code report}, {@code measure} and the like) is answered for it, unless an
 * engine object is given that answers itself.
 */
public final class InMemoryFluid implements FluidCluster, AutoCloseable {

    /** The only node. */
    public static final String NODE = "node-1";

    private static final int MOST_ROUNDS = 1000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final FakeCluster cluster = new FakeCluster();
    private final WorkloadControllers workloads = new WorkloadControllers(cluster);
    private final EngineDescriptor engine;
    private final Duration patience;
    private final List<Followed> controllers = new ArrayList<>();
    private final List<AutoCloseable> threads = new ArrayList<>();
    private final BlockingQueue<ObjectKey> wakeUps = new LinkedBlockingQueue<>();

    /** A controller and the keys that it was ever woken for. */
    private record Followed(KeyedReconciler reconciler, List<Watch<?>> watches, Set<ObjectKey> keys) {}

    /** With the engine as an installation without settings makes it, and an answering cache. */
    public InMemoryFluid(CacheEngineProvider provider) {
        this(provider.descriptor(), AnsweringCache.behind(provider.create(new EngineSettings(Map.of()))));
    }

    /** With an engine that is asked itself. */
    public InMemoryFluid(EngineDescriptor descriptor, CacheEngine engine) {
        this(descriptor, engine, PATIENCE);
    }

    InMemoryFluid(EngineDescriptor descriptor, CacheEngine engine, Duration patience) {
        this.engine = descriptor;
        this.patience = patience;
        cluster.put(new NodeBuilder()
                .withNewMetadata()
                .withName(NODE)
                .addToLabels("kubernetes.io/hostname", NODE)
                .endMetadata()
                .build());
        LoadedEngine loaded = new LoadedEngine(descriptor, engine, "test");
        Injector injector = Guice.createInjector(
                new Facts(loaded),
                new OperationModule(),
                new RuntimeControllerModule(loaded, RuntimeSettings.defaults(), Controller.DEFAULT_WORKERS));
        injector.getInstance(Key.get(new TypeLiteral<Set<Controller>>() {})).forEach(controller -> {
            controller.wakeUps().forEach(source -> source.connect(wakeUps::add));
            controllers.add(new Followed(controller.reconciler(), controller.watches(), new LinkedHashSet<>()));
        });
        threads.add(injector.getInstance(CacheReporter.class));
        threads.add(injector.getInstance(CacheCleaner.class));
        controllers.add(new Followed(
                new DatasetReconciler(cluster, "fluid-system", Clock.systemUTC()),
                List.of(everything(ResourceKind.of(Dataset.class)), everything(RuntimeReconciler.kind(descriptor))),
                new LinkedHashSet<>()));
    }

    private static <T extends HasMetadata> Watch<T> everything(ResourceKind<T> kind) {
        return new Watch<>(kind, "", Map.of(), Watch.Noticing.EVERYTHING, object -> List.of(ObjectKey.of(object)));
    }

    /** The cluster, with a journal of every write and event. */
    public FakeCluster cluster() {
        return cluster;
    }

    /** Creates or replaces objects as a user would. */
    @Override
    public void create(HasMetadata... objects) {
        for (HasMetadata object : objects) {
            cluster.put(object);
        }
    }

    @Override
    public <T extends HasMetadata> void patch(ResourceKind<T> kind, String namespace, String name, String mergePatch) {
        T before = cluster.get(kind, namespace, name).orElseThrow();
        cluster.put(Described.changed(before, kind.type(), tree -> merge(tree, mergePatch)));
    }

    private static void merge(ObjectNode tree, String mergePatch) {
        try {
            Described.MAPPER.readerForUpdating(tree).readValue(mergePatch);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON merge patch: " + mergePatch, e);
        }
    }

    /** Asks for deletion as a user would. */
    @Override
    public void delete(HasMetadata object) {
        cluster.deleteByUser(object);
    }

    @Override
    public void lose(Pod pod) {
        cluster.drop(pod);
    }

    /** From now on Jobs fail, at once; their pods end with these words. */
    public void failJobs(String lastWords) {
        workloads.jobsFail(lastWords);
    }

    @Override
    public <T extends HasMetadata> Optional<T> get(ResourceKind<T> kind, String namespace, String name) {
        return cluster.get(kind, namespace, name);
    }

    @Override
    public <T extends HasMetadata> List<T> list(ResourceKind<T> kind, String namespace, Map<String, String> labels) {
        return cluster.list(kind, namespace, labels);
    }

    @Override
    public <T extends HasMetadata> T await(
            String what, ResourceKind<T> kind, String namespace, String name, Predicate<T> reached) {
        until(what, () -> cluster.get(kind, namespace, name).filter(reached).isPresent());
        return cluster.get(kind, namespace, name).orElseThrow();
    }

    @Override
    public <T extends HasMetadata> void awaitGone(ResourceKind<T> kind, String namespace, String name) {
        until(
                kind + " " + name + " is gone",
                () -> cluster.get(kind, namespace, name).isEmpty());
    }

    /** The runtime; empty when it is gone. */
    public Optional<GenericKubernetesResource> runtime(String namespace, String name) {
        return cluster.get(RuntimeReconciler.kind(engine), namespace, name);
    }

    /** The Dataset's phase; empty when it has none or is gone. */
    public String phase(String namespace, String name) {
        return cluster.get(Dataset.class, namespace, name)
                .map(Dataset::getStatus)
                .map(status -> status.phase() == null ? "" : status.phase())
                .orElse("");
    }

    /**
     * Lets everybody work until nothing changes any more.
     *
     * @throws IllegalStateException when they never come to rest
     */
    public void settle() {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            List<GenericKubernetesResource> before = cluster.all();
            controllers.forEach(this::reconcileAll);
            workloads.run();
            if (cluster.all().equals(before)) {
                return;
            }
        }
        throw new IllegalStateException("no rest after " + MOST_ROUNDS + " rounds: " + cluster.takeJournal());
    }

    /**
     * Lets everybody work until something holds; background work of the engine wakes them again.
     *
     * @throws AssertionError when it does not hold within a minute
     */
    public void until(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + patience.toNanos();
        settle();
        while (!holds.getAsBoolean()) {
            try {
                if (wakeUps.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS) == null) {
                    throw new AssertionError("not so: " + what + "; the cluster holds " + cluster.names());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting: " + what, e);
            }
            settle();
        }
    }

    private void reconcileAll(Followed controller) {
        controller.watches().forEach(watch -> collect(controller, watch));
        controller.keys().forEach(key -> controller.reconciler().reconcile(key.namespace(), key.name()));
    }

    private <T extends HasMetadata> void collect(Followed controller, Watch<T> watch) {
        cluster.list(watch.kind(), watch.namespace(), watch.labels())
                .forEach(object -> controller.keys().addAll(watch.toKeys().apply(object)));
    }

    /** Ends the threads of background work. */
    @Override
    public void close() throws Exception {
        for (AutoCloseable thread : threads) {
            thread.close();
        }
    }

    /** What the modules ask for. */
    private final class Facts extends AbstractModule {
        private final LoadedEngine loaded;

        Facts(LoadedEngine loaded) {
            this.loaded = loaded;
        }

        @Override
        protected void configure() {
            bind(Cluster.class).toInstance(cluster);
            bind(Clock.class).toInstance(Clock.systemUTC());
            bind(ClusterFacts.class).toInstance(ClusterFacts.defaults());
            bind(EngineRegistry.class).toInstance(EngineRegistry.of(loaded));
            bind(MeterRegistry.class).toInstance(new SimpleMeterRegistry());
            bind(DatasetRules.class).toInstance(DatasetValidator::validateServed);
            bind(DatasetUse.class).toInstance(new DatasetUse() {
                @Override
                public List<String> podsUsing(String namespace, String name) {
                    return DatasetUsers.podsUsing(cluster, namespace, name);
                }

                @Override
                public Set<String> nodesMounting(String namespace, String name) {
                    return DatasetUsers.nodesMounting(cluster, namespace, name);
                }
            });
        }
    }
}
