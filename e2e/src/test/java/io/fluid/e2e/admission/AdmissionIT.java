package io.fluid.e2e.admission;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.e2e.bench.WebhookProcess;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Three webhooks behind one address, registered as the chart registers them. */
@Tag("cluster")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AdmissionIT {

    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: app, labels: {serverless.fluid.io/inject: "true"}}
            spec:
              containers:
              - name: app
                image: app:1
                volumeMounts: [{name: data, mountPath: /data}]
              volumes: [{name: data, persistentVolumeClaim: {claimName: model}}]
            """;
    private static final String RESTRICTED_APP = POD.replace("image: app:1", """
            image: app:1
                securityContext: {runAsNonRoot: true, runAsUser: 1000, allowPrivilegeEscalation: false,
                  capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}""");

    private static AdmissionCluster cluster;

    @BeforeAll
    static void start() {
        cluster = AdmissionCluster.start(3);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void aPodGetsItsSidecarAndNoOtherPodIsTouched() {
        Pod injected = dryRun(POD);
        assertThat(injected.getSpec().getInitContainers())
                .extracting("name")
                .containsExactly("fluid-mount-guard", "fluid-fuse-0");
        assertThat(injected.getMetadata().getAnnotations()).containsEntry("fluid.io/datasets-in-use", "model");

        assertThat(dryRun(POD.replace("\"true\"", "\"false\"")).getSpec().getInitContainers())
                .isEmpty();
        assertThat(dryRun(POD.replace("{serverless", "{fluid.io/enable-injection: 'false', serverless"))
                        .getSpec()
                        .getInitContainers())
                .isEmpty();
    }

    @Test
    void aPodWhoseDatasetIsMissingIsDeniedWithWhatToDo() {
        assertThatThrownBy(() -> dryRun(POD.replace("claimName: model", "claimName: nothing")))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("neither a claim nor a dataset named \"nothing\"")
                .hasMessageContaining("create the Dataset");
    }

    /** The watches of the webhooks cannot have shown it yet, at least not always. */
    @Test
    void aPodThatComesRightBehindItsDatasetIsTaken() {
        for (int i = 0; i < 20; i++) {
            String name = "fresh-" + i;
            WebhookProcess.bind(cluster.client(), name);
            assertThat(dryRun(POD.replace("claimName: model", "claimName: " + name))
                            .getMetadata()
                            .getAnnotations())
                    .containsEntry("fluid.io/datasets-in-use", name);
        }
    }

    @Test
    void podsAtTheSameTimeAllGetTheSame() throws InterruptedException {
        Pod expected = dryRun(POD);
        ConcurrentLinkedQueue<Object> seen = new ConcurrentLinkedQueue<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 100; i++) {
                threads.submit(() -> {
                    try {
                        seen.add(dryRun(POD).getSpec());
                    } catch (KubernetesClientException e) {
                        seen.add(e);
                    }
                });
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(5, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(seen).hasSize(100).allMatch(expected.getSpec()::equals);
    }

    @Test
    void datasetsRuntimesAndOperationsThatCanNeverWorkAreRefused() {
        assertThatThrownBy(() -> create("Dataset", "bad", "spec: {mounts: [{mountPoint: bucket, name: a}]}"))
                .hasMessageContaining("Dataset.spec.mounts[0].mountPoint: \"bucket\" is not accepted");
        assertThatThrownBy(() -> create("DataLoad", "bad", "spec: {dataset: {name: model}, policy: Cron}"))
                .hasMessageContaining("DataLoad.spec.schedule");
        assertThatThrownBy(() -> create(
                        "AlluxioRuntime",
                        "model",
                        "spec: {replicas: 1, tieredstore: {levels: [{mediumtype: MEM, path: /a, quota: '0'}]}}"))
                .hasMessageContaining("AlluxioRuntime.spec.tieredstore");
        assertThat(create("DataLoad", "good", "spec: {dataset: {name: model}}")
                        .getMetadata()
                        .getUid())
                .isNotBlank();
        assertThat(create("Dataset", "refers", "spec: {mounts: [{mountPoint: 'dataset://shop/model', name: a}]}")
                        .getMetadata()
                        .getUid())
                .isNotBlank();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            privileged | default      | true
            baseline   | default      | false
            restricted | default      | false
            privileged | unprivileged | true
            baseline   | unprivileged | true
            restricted | unprivileged | false
            """)
    void whatEachLevelOfPodSecurityTakesFromARestrictedApplication(String level, String platform, boolean isTaken) {
        String namespace = WebhookProcess.NAMESPACE;
        label(namespace, level);
        String pod = RESTRICTED_APP.replace(
                "{name: app,", "{name: app, annotations: {serverless.fluid.io/platform: " + platform + "},");
        try {
            if (isTaken) {
                Pod injected = dryRun(pod);
                assertThat(injected.getSpec().getContainers().getFirst().getSecurityContext())
                        .isEqualTo(Serialization.unmarshal(RESTRICTED_APP, Pod.class)
                                .getSpec()
                                .getContainers()
                                .getFirst()
                                .getSecurityContext());
            } else {
                assertThatThrownBy(() -> dryRun(pod)).hasMessageContaining("violates PodSecurity");
            }
        } finally {
            label(namespace, "privileged");
        }
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void theCertificateChangesUnderLoadAndReplicasComeAndGoWithoutALostPod() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        List<String> failures = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            AtomicInteger ended = new AtomicInteger();
            for (int i = 0; i < 4; i++) {
                threads.submit(() -> {
                    while (ended.get() == 0) {
                        try {
                            assertThat(dryRun(POD).getSpec().getInitContainers())
                                    .hasSize(2);
                            taken.incrementAndGet();
                        } catch (RuntimeException | AssertionError e) {
                            synchronized (failures) {
                                failures.add(String.valueOf(e.getMessage()));
                            }
                        }
                    }
                });
            }
            try {
                for (int i = 0; i < 2; i++) {
                    String before = certificate();
                    cluster.client()
                            .secrets()
                            .inNamespace("fluid-system")
                            .withName("fluid-webhook-certs")
                            .delete();
                    await(() -> !certificate().isEmpty() && !certificate().equals(before) && isTrusted(certificate()));
                    int now = taken.get();
                    await(() -> taken.get() > now + 50);
                }
                WebhookProcess first = cluster.replicas().getFirst();
                cluster.addReplica();
                cluster.removeReplica(first);
                int now = taken.get();
                await(() -> taken.get() > now + 50);
            } finally {
                ended.set(1);
            }
        }
        System.out.println("pods taken during rotation and restart: " + taken + ", failed: " + failures.size());
        assertThat(failures).isEmpty();
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void withoutAnyWebhookOnlyPodsThatAskForADatasetWait() {
        List.copyOf(cluster.replicas()).forEach(cluster::removeReplica);

        assertThat(dryRun(POD.replace("labels: {serverless.fluid.io/inject: \"true\"}", "labels: {a: b}"))
                        .getMetadata()
                        .getName())
                .isEqualTo("app");
        assertThatThrownBy(() -> dryRun(POD)).hasMessageContaining("failed calling webhook");
        // Nobody checks it now: so a bad one is stored, and must be let go later.
        GenericKubernetesResource bad = create("Dataset", "bad", "spec: {mounts: [{mountPoint: bucket, name: a}]}");

        cluster.addReplica();
        await(() -> {
            try {
                return dryRun(POD).getSpec().getInitContainers().size() == 2;
            } catch (KubernetesClientException e) {
                return false;
            }
        });
        patch(bad, "{\"metadata\":{\"finalizers\":[\"example.com/held\"]}}");
        cluster.client()
                .resource(bad)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":{\"phase\":\"NotBound\",\"conditions\":[]}}");
        assertThatThrownBy(() -> patch(bad, "{\"spec\":{\"mounts\":[{\"mountPoint\":\"other\",\"name\":\"a\"}]}}"))
                .hasMessageContaining("\"other\" is not accepted");
        cluster.client().resource(bad).delete();
        patch(bad, "{\"metadata\":{\"finalizers\":[]}}");
        assertThat(cluster.client().resource(bad).get()).isNull();
    }

    private static void patch(GenericKubernetesResource resource, String patch) {
        cluster.client().resource(resource).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    private static void label(String namespace, String level) {
        cluster.client()
                .namespaces()
                .withName(namespace)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"labels\":{\"pod-security.kubernetes.io/enforce\":\"" + level + "\"}}}");
    }

    private static String certificate() {
        var secret = cluster.client()
                .secrets()
                .inNamespace("fluid-system")
                .withName("fluid-webhook-certs")
                .get();
        return secret == null ? "" : secret.getData().get("ca-cert.pem");
    }

    private static boolean isTrusted(String authority) {
        String text = new String(Base64.getDecoder().decode(authority), StandardCharsets.US_ASCII);
        return cluster
                .client()
                .admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName("fluid-pod-admission-webhook")
                .get()
                .getWebhooks()
                .stream()
                .allMatch(hook -> new String(
                                Base64.getDecoder()
                                        .decode(hook.getClientConfig().getCaBundle()),
                                StandardCharsets.US_ASCII)
                        .contains(text));
    }

    private static void await(BooleanSupplier condition) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(200))
                .until(condition::getAsBoolean);
    }

    private static Pod dryRun(String yaml) {
        return cluster.client()
                .resource(Serialization.unmarshal(yaml, Pod.class))
                .inNamespace(AdmissionCluster.NAMESPACE)
                .dryRun(true)
                .create();
    }

    private static GenericKubernetesResource create(String kind, String name, String spec) {
        String yaml = "apiVersion: data.fluid.io/v1alpha1\nkind: " + kind + "\nmetadata: {name: " + name
                + ", namespace: shop}\n" + spec;
        return cluster.client()
                .resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class))
                .create();
    }
}
