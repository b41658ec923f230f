package io.fluid.e2e.scenario;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fluid.api.v1alpha1.AlluxioComponentSpecBuilder;
import io.fluid.api.v1alpha1.AlluxioRuntime;
import io.fluid.api.v1alpha1.DataRestoreLocationBuilder;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetSpecBuilder;
import io.fluid.api.v1alpha1.InitUsersSpecBuilder;
import io.fluid.api.v1alpha1.MountBuilder;
import io.fluid.api.v1alpha1.UserBuilder;
import io.fluid.e2e.cluster.LocalCluster;
import io.fluid.e2e.cluster.LocalClusterExtension;
import io.fluid.e2e.image.HdfsImage;
import io.fluid.e2e.install.FluidInstallation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** What an Alluxio cache can be asked for besides caching, with real Alluxio processes. */
@Tag("cluster")
@ExtendWith(LocalClusterExtension.class)
class AlluxioOptionsIT {

    private static final String ALLUXIO = "/opt/alluxio/bin/alluxio";
    private static final String BACKUPS = "/var/lib/fluid-test-backups";

    private static LocalCluster cluster;
    private static KubernetesClient client;
    private Scenario scenario;

    @BeforeAll
    static void installFluid(LocalCluster shared) {
        cluster = shared;
        client = shared.client();
        FluidInstallation.install(shared);
    }

    @BeforeEach
    void openNamespace() {
        scenario = new Scenario(client, "options");
        S3Store.start(client, scenario.namespace());
    }

    @AfterEach
    void closeNamespace() {
        scenario.close();
    }

    @Test
    void theApiGatewayThatTheStatusNamesServesTheData() {
        scenario.dataset("model");
        scenario.alluxio(
                "model",
                1,
                runtime -> runtime.apiGateway(
                        AlluxioComponentSpecBuilder.builder().enabled(true).build()));
        scenario.awaitBound("model");
        String gateway = client.resources(AlluxioRuntime.class)
                .inNamespace(scenario.namespace())
                .withName("model")
                .get()
                .getStatus()
                .apiGateway()
                .endpoint();

        // Its S3 service takes any user that is named; folders of the root are its buckets.
        scenario.create(scenario.reader(
                "caller",
                "curl --fail --silent --show-error"
                        + " --header 'Authorization: AWS4-HMAC-SHA256 Credential=root/1/1/s3/aws4_request, Signature=none'"
                        + " http://" + gateway + "/api/v1/s3/letters/greeting.txt"));
        assertThat(scenario.awaitSuccess("caller", 60)).contains("hello from a folder");
    }

    @Test
    void theServersRunAsTheWantedUserWhoHasAName() {
        scenario.dataset("model");
        scenario.alluxio(
                "model",
                1,
                runtime -> runtime.runAs(UserBuilder.builder()
                                .uid(1005L)
                                .gid(1006L)
                                .user("analyst")
                                .group("analysts")
                                .build())
                        .initUsers(InitUsersSpecBuilder.builder()
                                .image("fluidcloudnative/tools")
                                .imageTag("dev")
                                .build()));
        scenario.awaitBound("model");

        String analyst = "uid=1005(analyst) gid=1006(analysts)";
        assertThat(scenario.output("model-master-0", "alluxio-master", "id")).contains(analyst);
        assertThat(scenario.output("model-worker-0", "alluxio-worker", "id")).contains(analyst);
        assertThat(scenario.output("model-worker-0", "alluxio-worker", "cat", "/proc/1/status"))
                .containsPattern("Uid:\\s+1005\\s");
        scenario.create(scenario.reader("reader", "cat /data/model/greeting.txt", "model"));
        assertThat(scenario.awaitSuccess("reader", 120)).contains("hello from the store");
    }

    @Test
    void aCacheBeginsWithTheBackupOfAnother() {
        scenario.dataset("model");
        scenario.alluxio(
                "model",
                1,
                runtime -> runtime.volumes(List.of(new VolumeBuilder()
                                .withName("backups")
                                .withNewHostPath()
                                .withPath(BACKUPS)
                                .withType("DirectoryOrCreate")
                                .endHostPath()
                                .build()))
                        .master(AlluxioComponentSpecBuilder.builder()
                                .volumeMounts(List.of(new VolumeMountBuilder()
                                        .withName("backups")
                                        .withMountPath("/backups")
                                        .build()))
                                .build()));
        scenario.awaitBound("model");
        String file = "/backups/metadata-backup-model-" + scenario.namespace() + ".gz";
        try {
            // Something that only the metadata know.
            master(ALLUXIO, "fs", "pin", "/greeting.txt");
            master(ALLUXIO, "fsadmin", "backup", "/backups", "--local");
            master("sh", "-c", "mv /backups/alluxio-backup-*.gz " + file);
            client.resources(Dataset.class)
                    .inNamespace(scenario.namespace())
                    .withName("model")
                    .delete();
            scenario.awaitGone(
                    client.resources(AlluxioRuntime.class)
                            .inNamespace(scenario.namespace())
                            .withName("model"),
                    120);

            Dataset next =
                    scenario.withSpec("model", scenario.mount("model", "s3://" + S3Store.BUCKET, S3Store.SECRET));
            next.setSpec(DatasetSpecBuilder.builder(next.getSpec())
                    .dataRestoreLocation(DataRestoreLocationBuilder.builder()
                            .path("local://" + BACKUPS)
                            .nodeName(client.nodes()
                                    .list()
                                    .getItems()
                                    .get(0)
                                    .getMetadata()
                                    .getName())
                            .build())
                    .build());
            scenario.create(next);
            scenario.alluxio("model", 1);
            scenario.awaitBound("model");
            assertThat(master(ALLUXIO, "fs", "ls", "-p", "/")).contains("/greeting.txt");
        } finally {
            cluster.onNode("rm", "-r", BACKUPS);
        }
    }

    @Test
    void hadoopsConfigurationLeadsToAnHdfsThatHasOnlyALogicalName() {
        FluidInstallation.loadHdfs(cluster);
        startHdfs();
        scenario.create(new ConfigMapBuilder()
                .withNewMetadata()
                .withName("lake")
                .endMetadata()
                .addToData("core-site.xml", configuration(Map.of("fs.defaultFS", "hdfs://lake")))
                .addToData(
                        "hdfs-site.xml",
                        configuration(Map.of(
                                "dfs.nameservices", "lake",
                                "dfs.ha.namenodes.lake", "first",
                                "dfs.namenode.rpc-address.lake.first", "hdfs." + scenario.namespace() + ".svc:8020",
                                "dfs.client.failover.proxy.provider.lake",
                                        "org.apache.hadoop.hdfs.server.namenode.ha.ConfiguredFailoverProxyProvider")))
                .build());
        scenario.create(scenario.withSpec(
                "model",
                MountBuilder.builder()
                        .name("model")
                        .mountPoint("hdfs://lake/models")
                        .path("/")
                        .build()));
        scenario.alluxio("model", 1, runtime -> runtime.hadoopConfig("lake"));
        scenario.awaitBound("model");

        scenario.create(scenario.reader("reader", "cat /data/model/greeting.txt", "model"));
        assertThat(scenario.awaitSuccess("reader", 120)).contains("hello from the lake");
    }

    @Test
    void everyKindOfChangeReachesThePodsThatItIsAbout() {
        scenario.dataset("model");
        scenario.alluxio("model", 1);
        scenario.awaitBound("model");
        SpecChanges changes = new SpecChanges(scenario, "AlluxioRuntime", "model");

        changes.ofWorker(
                "model-worker-0",
                "{\"A_VARIABLE\":\"a value\"}",
                "{\"jvmOptions\":[\"-Da.flag=1\"]}",
                SpecChanges.told("-Da.flag=1"));
        changes.ofRuntime(
                "{\"master\":{\"env\":{\"A_VARIABLE\":\"of the master\"}}}",
                SpecChanges.told("of the master"),
                "model-master-0");
        changes.ofTolerations("model-master-0", "model-worker-0");
        changes.ofFuse("{\"fuse\":{\"env\":{\"A_VARIABLE\":\"of the client\"}}}", SpecChanges.told("of the client"));
    }

    private String master(String... line) {
        return scenario.output("model-master-0", "alluxio-master", line);
    }

    private void startHdfs() {
        Map<String, String> label = Map.of("app", "hdfs");
        scenario.create(new ServiceBuilder()
                .withNewMetadata()
                .withName("hdfs")
                .endMetadata()
                .withNewSpec()
                .withSelector(label)
                .addNewPort()
                .withPort(8020)
                .withTargetPort(new IntOrString(8020))
                .endPort()
                .endSpec()
                .build());
        scenario.create(new PodBuilder()
                .withNewMetadata()
                .withName("hdfs")
                .withLabels(label)
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds(1L)
                .addNewContainer()
                .withName("hdfs")
                .withImage(HdfsImage.NAME)
                .withNewReadinessProbe()
                .withNewExec()
                .withCommand("test", "-e", "/data/ready")
                .endExec()
                .withPeriodSeconds(1)
                .endReadinessProbe()
                .endContainer()
                .endSpec()
                .build());
        client.pods().inNamespace(scenario.namespace()).withName("hdfs").waitUntilReady(120, TimeUnit.SECONDS);
    }

    private static String configuration(Map<String, String> properties) {
        StringBuilder text = new StringBuilder("<configuration>");
        properties.forEach((name, value) -> text.append("<property><name>")
                .append(name)
                .append("</name><value>")
                .append(value)
                .append("</value></property>"));
        return text.append("</configuration>").toString();
    }
}
