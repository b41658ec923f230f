package io.fluid.e2e.admission;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.e2e.bench.WebhookProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Pods that Kubernetes' own controllers make of templates. */
@Tag("cluster")
class JobAdmissionIT {

    private static final int MINUTES = 5;
    private static final String TEMPLATE = """
            template:
              metadata: {labels: {serverless.fluid.io/inject: "true", made-by: NAME}}
              spec:
                restartPolicy: Never
                containers:
                - {name: work, image: "app:1", volumeMounts: [{name: data, mountPath: /data}]}
                volumes: [{name: data, persistentVolumeClaim: {claimName: CLAIM}}]
            """;

    private static AdmissionCluster cluster;

    @BeforeAll
    static void start() {
        cluster = AdmissionCluster.startWithControllers();
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void aJobThatIsOlderThanItsDatasetGetsItsPodOnceTheDatasetIsBound() throws Exception {
        cluster.client().resource(job("early", "late-dataset")).create();
        CompletableFuture<List<Event>> refused = cluster.client()
                .v1()
                .events()
                .inNamespace(AdmissionCluster.NAMESPACE)
                .informOnCondition(events -> events.stream()
                        .anyMatch(event ->
                                "early".equals(event.getInvolvedObject().getName())
                                        && event.getMessage().contains("neither a claim nor a dataset")));
        refused.get(MINUTES, TimeUnit.MINUTES);

        WebhookProcess.bind(cluster.client(), "late-dataset");

        assertInjected("early");
    }

    @Test
    void aCronJobsPodsAreInjected() {
        String yaml = "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: often, namespace: shop}\n"
                + "spec:\n  schedule: '* * * * *'\n  jobTemplate:\n    spec:\n"
                + template("often", "model").indent(6);
        cluster.client().resource(Serialization.unmarshal(yaml, CronJob.class)).create();

        assertInjected("often");
    }

    private static void assertInjected(String maker) {
        Pod pod = Objects.requireNonNull(cluster.client()
                .pods()
                .inNamespace(AdmissionCluster.NAMESPACE)
                .withLabel("made-by", maker)
                .waitUntilCondition(Objects::nonNull, MINUTES, TimeUnit.MINUTES));
        assertThat(pod.getSpec().getInitContainers())
                .extracting("name")
                .containsExactly("fluid-mount-guard", "fluid-fuse-0");
        assertThat(pod.getMetadata().getLabels()).containsEntry("fluid.io/managed-by", "fluid");
    }

    private static Job job(String name, String claim) {
        String yaml = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: " + name + ", namespace: shop}\nspec:\n"
                + template(name, claim).indent(2);
        return Serialization.unmarshal(yaml, Job.class);
    }

    private static String template(String name, String claim) {
        return TEMPLATE.replace("NAME", name).replace("CLAIM", claim);
    }
}
