package io.fluid.core.lifecycle;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Key;
import com.google.inject.TypeLiteral;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetSpecBuilder;
import io.fluid.api.v1alpha1.DatasetStatus;
import io.fluid.api.v1alpha1.MountBuilder;
import io.fluid.core.dataset.DatasetReconciler;
import io.fluid.core.dataset.DatasetUsers;
import io.fluid.core.dataset.DatasetValidator;
import io.fluid.core.elastic.RuntimeControllerReconciler;
import io.fluid.core.engine.EngineRegistry;
import io.fluid.core.engine.LoadedEngine;
import io.fluid.core.kube.ApiErrors;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.Controller;
import io.fluid.core.kube.CrashingCluster;
import io.fluid.core.kube.FakeCluster;
import io.fluid.core.kube.KeyedReconciler;
import io.fluid.core.kube.ObjectKey;
import io.fluid.core.kube.ResourceKind;
import io.fluid.core.kube.WakeUps;
import io.fluid.core.operation.OperationModule;
import io.fluid.core.reference.ReferenceReconciler;
import io.fluid.core.runtime.CacheCleaner;
import io.fluid.core.runtime.CacheReporter;
import io.fluid.core.runtime.DatasetUse;
import io.fluid.core.runtime.FakeEngine;
import io.fluid.core.runtime.HostPorts;
import io.fluid.core.runtime.RuntimeMetrics;
import io.fluid.core.runtime.RuntimeReconciler;
import io.fluid.core.runtime.RuntimeSettings;
import io.fluid.core.spi.ClusterFacts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All controllers of an installation and a cluster in memory: every reconcile happens when {@link #settle} is called. */
final class World implements AutoCloseable {

    static final String NS = "team";
    static final ResourceKind<GenericKubernetesResource> RUNTIME = RuntimeReconciler.kind(FakeEngine.DESCRIPTOR);

    private static final String SYSTEM = "fluid-system";
    private static final String CONTROLLER = "fakeruntime-controller";
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final int MANY = 100;

    final FakeCluster cluster = new FakeCluster();
    Instant now = Instant.parse("2026-01-01T00:01:00Z");

    private final FakeKubernetes kubernetes = new FakeKubernetes(cluster);
    private final LoadedEngine engine = new LoadedEngine(FakeEngine.DESCRIPTOR, new PlainEngine(), "test");
    private final List<AutoCloseable> open = new ArrayList<>();
    private Cluster seen;
    private KeyedReconciler datasets;
    private KeyedReconciler controllers;
    private KeyedReconciler loads;
    private KeyedReconciler runtimes;
    private boolean crashed;

    World() {
        this(-1);
    }

    /** Processes that die before the given write, and start again with nothing in memory. */
    World(int crashAt) {
        seen = crashAt < 0 ? cluster : new CrashingCluster(cluster, crashAt);
        startProcesses();
        cluster.put(controller());
        cluster.put(new NodeBuilder()
                .withNewMetadata()
                .withName("node-1")
                .endMetadata()
                .build());
    }

    boolean crashed() {
        return crashed;
    }

    private void startProcesses() {
        // Reconcilers keep their clock; the time is asked for at each call.
        Clock clock = new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
        Cluster on = seen;
        datasets = new ReferenceReconciler(on, new DatasetReconciler(on, SYSTEM, clock), clock);
        controllers = new RuntimeControllerReconciler(on, (kind, namespace, name) -> {}, GRACE, clock);
        loads = Guice.createInjector(new OperationModule(), new AbstractModule() {
                    @Override
                    protected void configure() {
                        bind(Cluster.class).toInstance(on);
                        bind(EngineRegistry.class).toInstance(EngineRegistry.of(engine));
                        bind(ClusterFacts.class).toInstance(ClusterFacts.defaults());
                        bind(Clock.class).toInstance(clock);
                    }
                })
                .getInstance(Key.get(new TypeLiteral<Set<Controller>>() {}))
                .stream()
                .filter(controller -> controller.name().equals("dataload"))
                .findFirst()
                .orElseThrow()
                .reconciler();
        WakeUps wakeUps = new WakeUps();
        CacheReporter reporter = new CacheReporter(engine.engine(), RuntimeSettings.defaults(), wakeUps);
        CacheCleaner cleaner = new CacheCleaner(wakeUps);
        open.add(reporter);
        open.add(cleaner);
        DatasetUse use = new DatasetUse() {
            @Override
            public List<String> podsUsing(String namespace, String name) {
                return DatasetUsers.podsServed(cluster, namespace, name);
            }

            @Override
            public Set<String> nodesMounting(String namespace, String name) {
                return DatasetUsers.nodesMounting(cluster, namespace, name);
            }
        };
        runtimes = new RuntimeReconciler(
                on,
                engine,
                RuntimeSettings.defaults(),
                DatasetValidator::validateServed,
                use,
                reporter,
                cleaner,
                new RuntimeMetrics(new SimpleMeterRegistry(), "fake"),
                new HostPorts(),
                clock);
    }

    /** Lets everybody act until nobody has anything to do. */
    void settle() {
        for (int round = 0; round < MANY; round++) {
            int before = cluster.journal().size();
            try {
                reconcileAll();
            } catch (CrashingCluster.Crash crash) {
                crashed = true;
                seen = cluster;
                startProcesses();
                continue;
            }
            boolean acted = kubernetes.act();
            if (!acted && cluster.journal().size() == before) {
                return;
            }
        }
        throw new AssertionError("no end after " + MANY + " rounds; last: "
                + cluster.journal()
                        .subList(
                                Math.max(0, cluster.journal().size() - 10),
                                cluster.journal().size()));
    }

    private void reconcileAll() {
        keys("Dataset").forEach(key -> reconcile(datasets, key));
        keys("Deployment").forEach(key -> reconcile(controllers, key));
        if (controllerReplicas() > 0) {
            keys("FakeRuntime").forEach(key -> reconcile(runtimes, key));
        }
        keys("DataLoad").forEach(key -> reconcile(loads, key));
    }

    private static void reconcile(KeyedReconciler reconciler, ObjectKey key) {
        try {
            reconciler.reconcile(key.namespace(), key.name());
        } catch (KubernetesClientException e) {
            // As the loop does: a conflict is tried again.
            if (e.getCode() != 409 && !ApiErrors.namespaceIsGoing(e)) {
                throw e;
            }
        }
    }

    private List<ObjectKey> keys(String kind) {
        return cluster.all().stream()
                .filter(object -> object.getKind().equals(kind))
                .map(ObjectKey::of)
                .toList();
    }

    int controllerReplicas() {
        return cluster.get(Deployment.class, SYSTEM, CONTROLLER)
                .orElseThrow()
                .getSpec()
                .getReplicas();
    }

    void stopController() {
        cluster.edit(Deployment.class, SYSTEM, CONTROLLER, deployment -> {
            deployment.getSpec().setReplicas(0);
            return deployment;
        });
    }

    void createDataset(String name) {
        createDataset(NS, name, "s3://bucket/" + name);
    }

    void createDataset(String namespace, String name, String mountPoint) {
        Dataset dataset = new Dataset();
        dataset.getMetadata().setNamespace(namespace);
        dataset.getMetadata().setName(name);
        dataset.getMetadata().setCreationTimestamp("2026-01-01T00:00:00Z");
        dataset.setSpec(DatasetSpecBuilder.builder()
                .mounts(List.of(
                        MountBuilder.builder().mountPoint(mountPoint).name(name).build()))
                .build());
        cluster.put(dataset);
    }

    void createRuntime(String name) {
        cluster.put(FakeEngine.runtime(NS, name, Map.of("replicas", 1)));
    }

    void change(String name, Map<String, Object> spec) {
        GenericKubernetesResource changed = cluster.get(RUNTIME, NS, name).orElseThrow();
        changed.setAdditionalProperty("spec", spec);
        cluster.put(changed);
    }

    void createReader(String dataset, String phase) {
        createReader(NS, dataset, phase);
    }

    void createReader(String namespace, String dataset, String phase) {
        cluster.put(new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("reader")
                .addToAnnotations("fluid.io/datasets-in-use", dataset)
                .endMetadata()
                .withNewStatus()
                .withPhase(phase)
                .endStatus()
                .build());
    }

    void deleteDataset(String name) {
        deleteDataset(NS, name);
    }

    void deleteDataset(String namespace, String name) {
        cluster.deleteByUser(cluster.get(Dataset.class, namespace, name).orElseThrow());
    }

    void deleteRuntime(String name) {
        cluster.deleteByUser(cluster.get(RUNTIME, NS, name).orElseThrow());
    }

    DatasetStatus dataset(String name) {
        return dataset(NS, name);
    }

    DatasetStatus dataset(String namespace, String name) {
        return cluster.get(Dataset.class, namespace, name).orElseThrow().getStatus();
    }

    Map<String, String> nodeLabels() {
        Map<String, String> labels = cluster.get(Node.class, "", "node-1")
                .orElseThrow()
                .getMetadata()
                .getLabels();
        return labels == null ? Map.of() : labels;
    }

    /** What was written since the last call, verbs and objects only. */
    List<String> writes() {
        return cluster.takeJournal().stream()
                .map(line -> line.replaceAll("^(\\S+ \\S+ \\S+).*$", "$1"))
                .toList();
    }

    /** Everything that is not part of the cluster as it was before anybody created a Dataset. */
    List<String> ours() {
        return cluster.names().stream()
                .filter(name -> !name.startsWith("Node ") && !name.startsWith("Deployment "))
                .toList();
    }

    private static Deployment controller() {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace(SYSTEM)
                .withName(CONTROLLER)
                .addToLabels("fluid.io/runtime-controller", "fake")
                .addToAnnotations("runtime.fluid.io/kind", "FakeRuntime")
                .addToAnnotations("runtime.fluid.io/api-version", "data.fluid.io/v1alpha1")
                .addToAnnotations("runtime.fluid.io/plural", "fakeruntimes")
                .endMetadata()
                .withNewSpec()
                .withReplicas(0)
                .endSpec()
                .build();
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }
}
