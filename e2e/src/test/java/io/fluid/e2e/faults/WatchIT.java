package io.fluid.e2e.faults;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fluid.core.kube.KubernetesClients;
import io.fluid.e2e.bench.BareCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a watch hears, and that it hears when its connection has ended, wherever in a message that happens. */
@Tag("cluster")
class WatchIT {

    private static final int OBJECTS = 20;
    private static BareCluster cluster;

    @BeforeAll
    static void start() {
        cluster = new BareCluster();
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    // Without WatchfulHttpClient about every second of them is deaf.
    @ParameterizedTest
    @ValueSource(ints = {411, 448, 485, 522, 559, 596, 633, 670, 707, 744, 781, 818, 1_003, 1_040, 1_077, 2_000, 5_000})
    void a_watch_that_is_cut_after_so_many_bytes_is_made_anew(int bytes) {
        String namespace = "cut-" + bytes;
        cluster.createNamespace(namespace);
        AtomicInteger watches = new AtomicInteger();
        Faults faults =
                call -> call.isWatch() && watches.getAndIncrement() == 0 ? new Fault.ShortWatch(bytes) : Fault.NONE;
        try (FaultProxy proxy = new FaultProxy(cluster.client().getConfiguration(), "", faults);
                KubernetesClient client = client(proxy);
                SharedIndexInformer<ConfigMap> informer =
                        client.configMaps().inNamespace(namespace).runnableInformer(0)) {
            informer.start().toCompletableFuture().join();
            for (int i = 0; i < OBJECTS; i++) {
                create(namespace, "map-" + i, "x".repeat(200));
            }
            await("the second watch has shown all")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> informer.getStore().list().size() == OBJECTS && watches.get() > 1);
        }
    }

    // Without AsciiJson the watch ends with the first of them.
    @Test
    void a_watch_brings_text_of_any_language() {
        String namespace = "languages";
        cluster.createNamespace(namespace);
        String text = "数据 größer 😀 ".repeat(3_000);
        AtomicInteger watches = new AtomicInteger();
        Faults faults = call -> {
            if (call.isWatch()) {
                watches.getAndIncrement();
            }
            return Fault.NONE;
        };
        try (FaultProxy proxy = new FaultProxy(cluster.client().getConfiguration(), "", faults);
                KubernetesClient client = client(proxy);
                SharedIndexInformer<ConfigMap> informer =
                        client.configMaps().inNamespace(namespace).runnableInformer(0)) {
            informer.start().toCompletableFuture().join();
            for (int i = 0; i < OBJECTS; i++) {
                create(namespace, "map-" + i, text);
            }
            await("all are there")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> informer.getStore().list().size() == OBJECTS);
            assertThat(informer.getStore().list())
                    .allSatisfy(map -> assertThat(map.getData()).containsEntry("text", text));
            assertThat(watches).hasValue(1);
        }
    }

    private static void create(String namespace, String name, String text) {
        cluster.client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .addToData("text", text)
                        .build())
                .create();
    }

    private static KubernetesClient client(FaultProxy proxy) {
        Config config =
                new ConfigBuilder(Config.empty()).withMasterUrl(proxy.url()).build();
        return KubernetesClients.builder(config).build();
    }
}
