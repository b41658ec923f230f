package io.fluid.e2e.scenario;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real S3 server in a namespace, with one bucket of files whose content is known. */
final class S3Store {

    static final String NAME = "store";
    static final String BUCKET = "models";
    static final String SECRET = "store";
    static final String ACCESS_KEY = "scenario";
    static final String SECRET_KEY = "scenario-secret";
    static final int PORT = 7070;

    private S3Store() {}

    /** Starts it; afterwards the bucket holds {@code greeting.txt}, {@code weights.bin} of 8 MiB, {@code letters/greeting.txt}, {@code notes/note.txt}, {@code news/news.txt}. */
    static void start(KubernetesClient client, String namespace) {
        client.secrets()
                .inNamespace(namespace)
                .resource(secret(namespace, SECRET, SECRET_KEY))
                .create();
        client.services()
                .inNamespace(namespace)
                .resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName(NAME)
                        .endMetadata()
                        .withNewSpec()
                        .withSelector(Map.of("app", NAME))
                        .addNewPort()
                        .withPort(PORT)
                        .withTargetPort(new IntOrString(PORT))
                        .endPort()
                        .endSpec()
                        .build())
                .create();
        client.pods().inNamespace(namespace).resource(server()).create();
        client.pods().inNamespace(namespace).withName(NAME).waitUntilReady(60, TimeUnit.SECONDS);
    }

    /** Credentials that the store does not know. */
    static void addWrongCredentials(KubernetesClient client, String namespace, String name) {
        client.secrets()
                .inNamespace(namespace)
                .resource(secret(namespace, name, "not-" + SECRET_KEY))
                .create();
    }

    /** Gives the Secret of the mounts another key; the store knows only {@link #SECRET_KEY}. */
    static void exchangeKey(KubernetesClient client, String namespace, String secretKey) {
        client.secrets()
                .inNamespace(namespace)
                .resource(secret(namespace, SECRET, secretKey))
                .update();
    }

    static String endpoint(String namespace) {
        return "http://" + NAME + "." + namespace + ".svc.cluster.local:" + PORT;
    }

    private static io.fabric8.kubernetes.api.model.Secret secret(String namespace, String name, String secretKey) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .addToStringData("access-key", ACCESS_KEY)
                .addToStringData("secret-key", secretKey)
                .build();
    }

    private static Pod server() {
        return new PodBuilder()
                .withNewMetadata()
                .withName(NAME)
                .addToLabels("app", NAME)
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds(1L)
                .addNewVolume()
                .withName("objects")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume()
                .addNewInitContainer()
                .withName("content")
                .withImage(Scenario.TOOLS_IMAGE)
                .withCommand(
                        "sh",
                        "-c",
                        "mkdir -p /objects/models/letters && printf 'hello from the store' > /objects/models/greeting.txt && "
                                + "printf 'hello from a folder' > /objects/models/letters/greeting.txt && "
                                + "mkdir /objects/models/notes /objects/models/news && echo a note > /objects/models/notes/note.txt && "
                                + "echo the news > /objects/models/news/news.txt && "
                                + "head -c 8388608 /dev/urandom > /objects/models/weights.bin")
                .addNewVolumeMount()
                .withName("objects")
                .withMountPath("/objects")
                .endVolumeMount()
                .endInitContainer()
                .addNewContainer()
                .withName("server")
                .withImage(Scenario.S3_IMAGE)
                .withCommand(
                        "/usr/local/bin/versitygw",
                        "--port",
                        ":" + PORT,
                        "--access",
                        ACCESS_KEY,
                        "--secret",
                        SECRET_KEY,
                        "posix",
                        "/objects")
                .withNewReadinessProbe()
                .withNewTcpSocket()
                .withPort(new IntOrString(PORT))
                .endTcpSocket()
                .withPeriodSeconds(1)
                .endReadinessProbe()
                .addNewVolumeMount()
                .withName("objects")
                .withMountPath("/objects")
                .endVolumeMount()
                .endContainer()
                .endSpec()
                .build();
    }
}
