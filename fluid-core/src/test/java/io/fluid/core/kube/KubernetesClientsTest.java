package io.fluid.core.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.Test;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class KubernetesClientsTest {

    /** Otherwise a watch whose version is too old would be tried again with that version, without end. */
    @Test
    void theErrorOfAWatchIsAStatus() {
        WatchEvent event = read("""
                {"type": "ERROR", "object": {"apiVersion": "v1", "kind": "Status", "code": 410, "reason": "Expired"}}""");

        assertThat(event.getObject())
                .isInstanceOfSatisfying(
                        Status.class, status -> assertThat(status.getCode()).isEqualTo(410));
    }

    @Test
    void whatIsWatchedIsReadAsItsClassAndTheRestAsGeneric() {
        try (KubernetesClient client =
                        KubernetesClients.builder(new ConfigBuilder().build()).build();
                Informers informers = new Informers(client)) {
            informers.get(ResourceKind.of(ConfigMap.class), "", Map.of());
        }

        assertThat(object("v1", "ConfigMap")).isInstanceOf(ConfigMap.class);
        assertThat(object("events.k8s.io/v1", "Event")).isInstanceOf(GenericKubernetesResource.class);
    }

    private static Object object(String apiVersion, String kind) {
        return read("""
                {"type": "ADDED", "object": {"apiVersion": "%s", "kind": "%s", "metadata": {"name": "one"}}}""".formatted(apiVersion, kind)).getObject();
    }

    private static WatchEvent read(String json) {
        return KubernetesClients.SERIALIZATION.unmarshal(json, WatchEvent.class);
    }
}
