package io.fluid.e2e.faults;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fluid.e2e.cluster.ApiServerOnly;
import io.fluid.e2e.install.Build;
import io.fluid.e2e.tools.CacheFolder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A real API server with Kubernetes' own controllers and scheduler, our kinds, and nodes that are played. Each life has
 * a namespace and two nodes of its own.
 */
final class FaultyCluster implements AutoCloseable {

    // As long as it takes on a machine that has other things to do.
    private static final int PATIENCE_MILLIS = 120_000;

    private final ApiServerOnly server;
    private final KubernetesClient client;
    private final AtomicInteger lives = new AtomicInteger();
    private final Kubelet kubelet;
    private final Mirror mirror;

    FaultyCluster() {
        server = ApiServerOnly.startWithControllers(CacheFolder.ofUser());
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(server.client().getConfiguration())
                        .withRequestTimeout(PATIENCE_MILLIS)
                        .build())
                .build();
        try {
            installKinds(client());
            kubelet = new Kubelet(client());
            mirror = new Mirror(client());
        } catch (RuntimeException e) {
            client.close();
            server.close();
            throw e;
        }
    }

    KubernetesClient client() {
        return client;
    }

    Mirror mirror() {
        return mirror;
    }

    /** Makes room for one more life and names it. */
    String newNamespace() {
        String name = "life-%03d".formatted(lives.incrementAndGet());
        client().resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .serverSideApply();
        for (String node : nodes(name)) {
            kubelet.add(node, Map.of("life", name));
        }
        client().serviceAccounts()
                .inNamespace(name)
                .withName("default")
                .waitUntilCondition(account -> account != null, 5, TimeUnit.MINUTES);
        return name;
    }

    /** The nodes of a life. */
    static List<String> nodes(String namespace) {
        return List.of(namespace + "-a", namespace + "-b");
    }

    /** Takes the nodes of a life away; its namespace stays. */
    void end(String namespace) {
        nodes(namespace).forEach(kubelet::remove);
    }

    private static void installKinds(KubernetesClient client) {
        try (Stream<Path> files = Files.list(Build.home().resolve("charts/fluid/crds"))) {
            List<CustomResourceDefinition> kinds = files.map(file -> client.apiextensions()
                            .v1()
                            .customResourceDefinitions()
                            .load(file.toFile())
                            .item())
                    .toList();
            kinds.forEach(kind -> client.resource(kind).serverSideApply());
            kinds.forEach(kind ->
                    client.resource(kind).waitUntilCondition(FaultyCluster::isEstablished, 5, TimeUnit.MINUTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isEstablished(CustomResourceDefinition kind) {
        return kind != null
                && kind.getStatus() != null
                && kind.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Established")
                                && condition.getStatus().equals("True"));
    }

    @Override
    public void close() {
        kubelet.close();
        client.close();
        server.close();
    }
}
