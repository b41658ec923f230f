package io.fluid.e2e.bench;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fluid.e2e.cluster.ApiServerOnly;
import io.fluid.e2e.install.Build;
import io.fluid.e2e.tools.CacheFolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A real API server with our kinds, and nobody in it but us and a stand-in for what a cluster does to bind a Dataset:
 * stateful sets become ready at once, and protected volumes and claims may go. No pod runs.
 */
public final class BareCluster implements AutoCloseable {

    /** Where the controllers' Deployments are. */
    public static final String SYSTEM = "fluid-system";

    private static final Logger LOG = LoggerFactory.getLogger(BareCluster.class);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final ApiServerOnly server;
    private final ExecutorService actors = Executors.newFixedThreadPool(4);

    public BareCluster() {
        server = ApiServerOnly.start(CacheFolder.ofUser());
        try {
            install();
            follow(StatefulSet.class, this::makeReady);
            follow(PersistentVolumeClaim.class, this::unprotect);
            follow(PersistentVolume.class, this::unprotect);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** A client as administrator. */
    public KubernetesClient client() {
        return server.client();
    }

    /** By which a program finds the cluster as it would in a pod. */
    public Map<String, String> podEnvironment() {
        return server.podEnvironment();
    }

    ApiServerOnly server() {
        return server;
    }

    private void install() {
        try (Stream<Path> files = Files.list(Build.home().resolve("charts/fluid/crds"))) {
            List<CustomResourceDefinition> kinds = files.map(file -> client().apiextensions()
                            .v1()
                            .customResourceDefinitions()
                            .load(file.toFile())
                            .item())
                    .toList();
            kinds.forEach(kind -> client().resource(kind).create());
            kinds.forEach(kind -> client().resource(kind)
                    .waitUntilCondition(
                            live -> live != null
                                    && live.getStatus() != null
                                    && live.getStatus().getConditions().stream()
                                            .anyMatch(condition -> condition
                                                            .getType()
                                                            .equals("Established")
                                                    && condition.getStatus().equals("True")),
                            5,
                            TimeUnit.MINUTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        createNamespace(SYSTEM);
        client().resource(controller()).create();
    }

    /** Makes a namespace. */
    public void createNamespace(String name) {
        Namespace namespace = new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .build();
        client().resource(namespace).create();
    }

    private static Deployment controller() {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace(SYSTEM)
                .withName("alluxioruntime-controller")
                .addToLabels("fluid.io/runtime-controller", "alluxio")
                .addToAnnotations("runtime.fluid.io/kind", "AlluxioRuntime")
                .addToAnnotations("runtime.fluid.io/api-version", "data.fluid.io/v1alpha1")
                .addToAnnotations("runtime.fluid.io/plural", "alluxioruntimes")
                .endMetadata()
                .withNewSpec()
                .withReplicas(0)
                .withNewSelector()
                .addToMatchLabels("app", "controller")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "controller")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("controller")
                .withImage("controller:none")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private <T extends HasMetadata> void follow(Class<T> kind, Consumer<T> act) {
        client().resources(kind).inAnyNamespace().inform(new ResourceEventHandler<T>() {
            @Override
            public void onAdd(T object) {
                actors.execute(() -> quietly(act, object));
            }

            @Override
            public void onUpdate(T before, T after) {
                actors.execute(() -> quietly(act, after));
            }

            @Override
            public void onDelete(T object, boolean unknown) {
                // Nothing to play.
            }
        });
    }

    private static <T extends HasMetadata> void quietly(Consumer<T> act, T object) {
        try {
            act.accept(object);
        } catch (KubernetesClientException e) {
            // It changed or went meanwhile; that comes as an event of its own.
            LOG.debug("{} {}", object.getKind(), object.getMetadata().getName(), e);
        }
    }

    private void makeReady(StatefulSet set) {
        Long generation = set.getMetadata().getGeneration();
        if (set.getMetadata().getDeletionTimestamp() != null
                || set.getStatus() != null && generation.equals(set.getStatus().getObservedGeneration())) {
            return;
        }
        int wanted = set.getSpec().getReplicas();
        client().resource(set)
                .subresource("status")
                .patch(
                        MERGE,
                        "{\"status\":{\"observedGeneration\":%d,\"replicas\":%d,\"readyReplicas\":%d,\"availableReplicas\":%d,\"updatedReplicas\":%d}}"
                                .formatted(generation, wanted, wanted, wanted, wanted));
    }

    private void unprotect(HasMetadata volume) {
        if (volume.getMetadata().getDeletionTimestamp() != null
                && !volume.getMetadata().getFinalizers().isEmpty()) {
            client().resource(volume).patch(MERGE, "{\"metadata\":{\"finalizers\":null}}");
        }
    }

    @Override
    public void close() {
        actors.shutdownNow();
        try {
            if (!actors.awaitTermination(Duration.ofSeconds(5).toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("the stand-in for the cluster's controllers does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.close();
    }
}
