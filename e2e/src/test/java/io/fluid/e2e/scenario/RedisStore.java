package io.fluid.e2e.scenario;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fluid.e2e.image.JuiceFSImage;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real Redis in a namespace, for the metadata of JuiceFS volumes. */
final class RedisStore {

    /** Name of the Secret whose key {@link #KEY} says where it is. */
    static final String SECRET = "metadata";

    static final String KEY = "metaurl";

    private static final String NAME = "redis";
    private static final int PORT = 6379;

    private RedisStore() {}

    static void start(KubernetesClient client, String namespace) {
        addUrl(client, namespace, SECRET, url(namespace));
        Map<String, String> label = Map.of("app", NAME);
        client.services()
                .inNamespace(namespace)
                .resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName(NAME)
                        .endMetadata()
                        .withNewSpec()
                        .withSelector(label)
                        .addNewPort()
                        .withPort(PORT)
                        .endPort()
                        .endSpec()
                        .build())
                .create();
        client.pods()
                .inNamespace(namespace)
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(NAME)
                        .withLabels(label)
                        .endMetadata()
                        .withNewSpec()
                        .withTerminationGracePeriodSeconds(1L)
                        .addNewContainer()
                        .withName("server")
                        .withImage(JuiceFSImage.REDIS)
                        .withNewReadinessProbe()
                        .withNewTcpSocket()
                        .withPort(new IntOrString(PORT))
                        .endTcpSocket()
                        .withPeriodSeconds(1)
                        .endReadinessProbe()
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        client.pods().inNamespace(namespace).withName(NAME).waitUntilReady(120, TimeUnit.SECONDS);
    }

    /** A Secret with another address of metadata. */
    static void addUrl(KubernetesClient client, String namespace, String secret, String url) {
        client.secrets()
                .inNamespace(namespace)
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(secret)
                        .endMetadata()
                        .addToStringData(KEY, url)
                        .build())
                .create();
    }

    static String url(String namespace) {
        return "redis://" + NAME + "." + namespace + ".svc.cluster.local:" + PORT + "/0";
    }
}
