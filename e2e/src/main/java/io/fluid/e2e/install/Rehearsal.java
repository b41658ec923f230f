package io.fluid.e2e.install;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetPhase;
import io.fluid.e2e.bench.AdmissionConnection;
import io.fluid.e2e.bench.BareCluster;
import io.fluid.e2e.bench.Controller;
import io.fluid.e2e.bench.Reviews;
import io.fluid.e2e.bench.WebhookProcess;
import io.fluid.e2e.image.FluidImages;
import io.fluid.e2e.image.UnpackedImage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the programs of the control plane do while their images are made: their real work, once, against a real API
 * server on the loopback. A controller takes its lease, fills its watches, serves a Dataset until it is bound and answers
 * a look at its metrics; the webhook answers admission requests over TLS. The server starts with the first program.
 */
public final class Rehearsal implements FluidImages.Training, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final String DATASET_CONTROLLER = "dataset-controller";
    private static final String RUNTIME_CONTROLLER = "runtime-controller";
    private static final String LEADER = "--enable-leader-election";
    private static final String OTHER_ENGINES = "alluxio";
    private static final List<String> KNOWN_ENGINES = List.of("alluxio", "jindo", "juicefs");
    private static final int REQUESTS = 3_000;

    private @Nullable BareCluster cluster;

    @Override
    public void run(String repository, UnpackedImage program, Path cache) {
        long begun = System.nanoTime();
        String name = repository.substring(repository.lastIndexOf('/') + 1);
        switch (name) {
            case "fluid-webhook" -> webhook(program, cache);
            case DATASET_CONTROLLER -> datasetController(program, cache);
            default -> runtimeController(name, program, cache);
        }
        LOG.info("AOT cache of {} made in {} s", name, (System.nanoTime() - begun) / 1_000_000_000);
    }

    /** An engine of somebody else is loaded from its folder; its controller rehearses with one of ours. */
    private static String engine(String controller) {
        return KNOWN_ENGINES.stream()
                .filter(engine -> controller.equals(engine + RUNTIME_CONTROLLER))
                .findFirst()
                .orElse(OTHER_ENGINES);
    }

    private void runtimeController(String name, UnpackedImage program, Path cache) {
        String engine = engine(name);
        String namespace = namespace(name);
        try (Controller controller =
                launch(program.training(cache, List.of(RUNTIME_CONTROLLER, "start", "--engine", engine, LEADER)))) {
            controller.awaitWorking();
            create(engine, namespace);
            bound(namespace);
            controller.metrics();
            check(cache, controller.end(LONGEST));
        }
    }

    private void datasetController(UnpackedImage program, Path cache) {
        String namespace = namespace(DATASET_CONTROLLER);
        try (Controller controller = launch(program.training(cache, List.of(DATASET_CONTROLLER, "start", LEADER)))) {
            controller.awaitWorking();
            create(OTHER_ENGINES, namespace);
            client().resources(Dataset.class)
                    .inNamespace(namespace)
                    .withName("model")
                    .waitUntilCondition(
                            dataset -> dataset != null && dataset.getStatus() != null,
                            LONGEST.toSeconds(),
                            TimeUnit.SECONDS);
            // The part of the runtime controller, which does not run.
            client().resources(Dataset.class)
                    .inNamespace(namespace)
                    .withName("model")
                    .subresource("status")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), """
                            {"status": {"phase": "Bound", "conditions": [], "runtimes": [{"name": "model", "namespace": "%s",
                            "type": "alluxio", "category": "Accelerate"}]}}""".formatted(namespace));
            create("load", namespace);
            client().resources(Job.class)
                    .inNamespace(namespace)
                    .withLabel("release")
                    .waitUntilCondition(job -> job != null, LONGEST.toSeconds(), TimeUnit.SECONDS);
            controller.metrics();
            check(cache, controller.end(LONGEST));
        }
    }

    private void webhook(UnpackedImage program, Path cache) {
        try (WebhookProcess webhook =
                        WebhookProcess.start(cluster(), program.training(cache, WebhookProcess.ARGUMENTS), "model");
                AdmissionConnection connection = webhook.connect()) {
            for (int i = 0; i < REQUESTS; i++) {
                connection.exchange(Reviews.POD_WITH_ONE_DATASET);
            }
            check(cache, webhook.end(LONGEST));
        } catch (IOException e) {
            throw new UncheckedIOException("admission while the webhook's image is made", e);
        }
    }

    private static void check(Path cache, List<String> log) {
        if (!Files.exists(cache)) {
            throw new IllegalStateException("no AOT cache was written:\n" + String.join("\n", log));
        }
    }

    private Controller launch(ProcessBuilder program) {
        return Controller.launch(cluster().podEnvironment(), program);
    }

    private String namespace(String program) {
        String name = "rehearsal-" + program;
        cluster().createNamespace(name);
        return name;
    }

    private void create(String name, String namespace) {
        objects(client(), name)
                .forEach(object ->
                        client().resource(object).inNamespace(namespace).create());
    }

    /** A Dataset and the runtime of an engine, in this order; or what else the resource of that name holds. */
    public static List<HasMetadata> objects(KubernetesClient client, String name) {
        try (InputStream yaml = Rehearsal.class.getResourceAsStream("/rehearsal/" + name + ".yaml")) {
            return client.load(yaml).items();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void bound(String namespace) {
        client().resources(Dataset.class)
                .inNamespace(namespace)
                .withName("model")
                .waitUntilCondition(
                        dataset -> dataset != null
                                && dataset.getStatus() != null
                                && DatasetPhase.BOUND.equals(dataset.getStatus().phase()),
                        LONGEST.toSeconds(),
                        TimeUnit.SECONDS);
    }

    private KubernetesClient client() {
        return cluster().client();
    }

    private BareCluster cluster() {
        if (cluster == null) {
            cluster = new BareCluster();
        }
        return cluster;
    }

    @Override
    public void close() {
        if (cluster != null) {
            cluster.close();
        }
    }
}
