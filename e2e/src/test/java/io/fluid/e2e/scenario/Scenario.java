package io.fluid.e2e.scenario;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fluid.api.Labels;
import io.fluid.api.v1alpha1.AlluxioRuntime;
import io.fluid.api.v1alpha1.AlluxioRuntimeSpecBuilder;
import io.fluid.api.v1alpha1.Condition;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetSpecBuilder;
import io.fluid.api.v1alpha1.EncryptOption;
import io.fluid.api.v1alpha1.EncryptOptionBuilder;
import io.fluid.api.v1alpha1.EncryptOptionSourceBuilder;
import io.fluid.api.v1alpha1.Mount;
import io.fluid.api.v1alpha1.MountBuilder;
import io.fluid.api.v1alpha1.SecretKeySelectorBuilder;
import io.fluid.api.v1alpha1.TieredStore;
import io.fluid.api.v1alpha1.TieredStoreBuilder;
import io.fluid.api.v1alpha1.TieredStoreLevelBuilder;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import static org.assertj.core.api.Assertions.assertThat;

/** One story in a namespace of its own. Every wait is a watch with a deadline that says what was awaited. */
final class Scenario implements AutoCloseable {

    static final String TOOLS_IMAGE = "fluidcloudnative/tools:dev";
    static final String S3_IMAGE = "fluidcloudnative/s3-server:dev";

    private final KubernetesClient client;
    private final String namespace;
    private final Map<String, Instant> created = new HashMap<>();

    Scenario(KubernetesClient client, String story) {
        this.client = client;
        this.namespace = client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withGenerateName(story + "-")
                        .endMetadata()
                        .build())
                .create()
                .getMetadata()
                .getName();
    }

    String namespace() {
        return namespace;
    }

    KubernetesClient client() {
        return client;
    }

    /** A Dataset on the store's bucket. */
    Dataset dataset(String name) {
        return dataset(name, S3Store.SECRET);
    }

    Dataset dataset(String name, String secret) {
        return create(withSpec(name, mount(name, "s3://" + S3Store.BUCKET, secret)));
    }

    Dataset withSpec(String name, Mount mount) {
        Dataset dataset = new Dataset();
        dataset.getMetadata().setName(name);
        dataset.setSpec(DatasetSpecBuilder.builder().mounts(List.of(mount)).build());
        return dataset;
    }

    Mount mount(String name, String mountPoint, String secret) {
        return MountBuilder.builder()
                .name(name)
                .mountPoint(mountPoint)
                .path("/")
                .options(Map.of(
                        "alluxio.underfs.s3.endpoint", S3Store.endpoint(namespace),
                        "alluxio.underfs.s3.endpoint.region", "us-east-1",
                        "alluxio.underfs.s3.disable.dns.buckets", "true",
                        "alluxio.underfs.s3.inherit.acl", "false"))
                .encryptOptions(List.of(
                        encrypted("s3a.accessKeyId", secret, "access-key"),
                        encrypted("s3a.secretKey", secret, "secret-key")))
                .build();
    }

    private static EncryptOption encrypted(String option, String secret, String key) {
        return EncryptOptionBuilder.builder()
                .name(option)
                .valueFrom(EncryptOptionSourceBuilder.builder()
                        .secretKeyRef(SecretKeySelectorBuilder.builder()
                                .name(secret)
                                .key(key)
                                .build())
                        .build())
                .build();
    }

    /** An Alluxio cache with a memory tier of 64 MiB a worker. */
    AlluxioRuntime alluxio(String name, int workers) {
        return alluxio(name, workers, UnaryOperator.identity());
    }

    AlluxioRuntime alluxio(String name, int workers, UnaryOperator<AlluxioRuntimeSpecBuilder> more) {
        AlluxioRuntime runtime = new AlluxioRuntime();
        runtime.getMetadata().setName(name);
        runtime.setSpec(
                more.apply(AlluxioRuntimeSpecBuilder.builder().replicas(workers).tieredstore(memory("hostPath")))
                        .build());
        return create(runtime);
    }

    static TieredStore memory(String volumeType) {
        return TieredStoreBuilder.builder()
                .levels(List.of(TieredStoreLevelBuilder.builder()
                        .mediumtype("MEM")
                        .volumeType(volumeType)
                        .path("/dev/shm")
                        .quota(io.fabric8.kubernetes.api.model.Quantity.parse("64Mi"))
                        .high("0.95")
                        .low("0.7")
                        .build()))
                .build();
    }

    <T extends HasMetadata> T create(T object) {
        if (object instanceof Dataset) {
            created.put(object.getMetadata().getName(), Instant.now());
        }
        return client.resource(object).inNamespace(namespace).create();
    }

    /** Waits until the Dataset is as described, and gives it. */
    Dataset await(String name, String what, Predicate<Dataset> reached, int seconds) {
        return await(client.resources(Dataset.class).inNamespace(namespace).withName(name), what, reached, seconds);
    }

    /** As {@link #await}; says how long it took since the Dataset was created here, the first time. */
    Dataset awaitBound(String name) {
        Dataset bound = await(
                name, "is Bound", dataset -> "Bound".equals(dataset.getStatus().phase()), 180);
        Instant begun = created.remove(name);
        if (begun != null) {
            System.out.printf(
                    "%s: created to Bound %d ms%n",
                    bound.getStatus().runtimes().get(0).type(),
                    Duration.between(begun, Instant.now()).toMillis());
        }
        return bound;
    }

    <T extends HasMetadata> T await(Resource<T> resource, String what, Predicate<T> reached, int seconds) {
        T seen = resource.waitUntilCondition(
                object -> object != null && reached.test(object), seconds, TimeUnit.SECONDS);
        assertThat(seen).as(what).isNotNull();
        return seen;
    }

    <T extends HasMetadata> void awaitGone(Resource<T> resource, int seconds) {
        resource.waitUntilCondition(Objects::isNull, seconds, TimeUnit.SECONDS);
    }

    static Predicate<Dataset> condition(String type, String status, String inMessage) {
        return dataset -> dataset.getStatus().conditions().stream()
                .anyMatch(condition -> holds(condition, type, status, inMessage));
    }

    private static boolean holds(Condition condition, String type, String status, String inMessage) {
        return type.equals(condition.type())
                && status.equals(condition.status())
                && Objects.requireNonNullElse(condition.message(), "").contains(inMessage);
    }

    /** A pod that runs a shell line with each dataset mounted at {@code /data/<name>} through a sidecar. */
    Pod reader(String name, String line, String... datasets) {
        PodBuilder pod = new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(Labels.INJECT_SIDECAR, Labels.TRUE)
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .withTerminationGracePeriodSeconds(2L)
                .addNewContainer()
                .withName("app")
                .withImage(TOOLS_IMAGE)
                .withCommand("sh", "-c", line)
                .endContainer()
                .endSpec();
        for (String dataset : datasets) {
            pod.editSpec()
                    .addToVolumes(new VolumeBuilder()
                            .withName(dataset)
                            .withNewPersistentVolumeClaim()
                            .withClaimName(dataset)
                            .endPersistentVolumeClaim()
                            .build())
                    .editFirstContainer()
                    .addToVolumeMounts(new VolumeMountBuilder()
                            .withName(dataset)
                            .withMountPath("/data/" + dataset)
                            .build())
                    .endContainer()
                    .endSpec();
        }
        return pod.build();
    }

    /** Waits until the pod's own container has ended well, and gives its log. */
    String awaitSuccess(String pod, int seconds) {
        Pod ended = await(
                client.pods().inNamespace(namespace).withName(pod),
                pod + " ends",
                candidate -> "Succeeded".equals(candidate.getStatus().getPhase())
                        || "Failed".equals(candidate.getStatus().getPhase()),
                seconds);
        String log = client.pods()
                .inNamespace(namespace)
                .withName(pod)
                .inContainer("app")
                .getLog();
        assertThat(ended.getStatus().getPhase()).as(log).isEqualTo("Succeeded");
        return log;
    }

    /** What a program prints that runs in a container; it must end well. */
    String output(String pod, String container, String... line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (ExecWatch exec = client.pods()
                .inNamespace(namespace)
                .withName(pod)
                .inContainer(container)
                .writingOutput(out)
                .writingError(err)
                .exec(line)) {
            assertThat(exec.exitCode().get(60, TimeUnit.SECONDS))
                    .as(() -> String.join(" ", line) + ": " + err.toString(StandardCharsets.UTF_8))
                    .isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(String.join(" ", line) + " in " + pod, e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    List<GenericKubernetesResource> resources(String apiVersion, String kind) {
        return client.genericKubernetesResources(apiVersion, kind)
                .inNamespace(namespace)
                .list()
                .getItems();
    }

    /**
     * Deletes all that is in the namespace, users before what they use: a cache whose store has gone first takes all of
     * its grace period to end. The namespace itself goes when the cluster has time for it.
     */
    @Override
    public void close() {
        try {
            client.batch()
                    .v1()
                    .jobs()
                    .inNamespace(namespace)
                    .resources()
                    .filter(job -> isOwn(job.item()))
                    .forEach(Resource::delete);
            client.pods()
                    .inNamespace(namespace)
                    .withLabel(Labels.INJECTION_DONE)
                    .delete();
            client.resources(Dataset.class).inNamespace(namespace).delete();
            await(client.resources(Dataset.class), "datasets are gone", List::isEmpty);
            await(client.pods(), "caches are gone", left -> left.stream().allMatch(Scenario::isOwn));
        } finally {
            client.namespaces().withName(namespace).delete();
        }
    }

    /** Whether the test made it, and no controller. */
    private static boolean isOwn(HasMetadata object) {
        return object.getMetadata().getOwnerReferences().isEmpty();
    }

    private <T extends HasMetadata> void await(MixedOperation<T, ?, ?> kind, String what, Predicate<List<T>> reached) {
        CompletableFuture<List<T>> list = kind.inNamespace(namespace).informOnCondition(reached);
        try {
            list.get(180, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(what, e);
        } finally {
            list.cancel(true);
        }
    }
}
