package io.fluid.engine.alluxio;

import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.EngineSettings;
import io.fluid.engine.alluxio.AlluxioClient.Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class AlluxioPlannerTest {

    private static final String MOUNT = "mounts: [{mountPoint: 's3://a/', name: a}]";

    private final AlluxioPlanner planner = new AlluxioPlanner(Images.from(new EngineSettings(Map.of())));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "replicas: 1",
                "master: {replicas: 3}",
                "master: {networkMode: ContainerNetwork}",
                "master: {ports: {rpc: 21998, web: 21999}}",
                "properties: {alluxio.master.rpc.port: '22998', alluxio.master.web.port: '22999'}"
            })
    void theMastersAreAskedWhereThePlanHasThem(String runtime) {
        CacheRequest request = Requests.of(MOUNT, runtime);
        AlluxioPlan plan = planner.plan(request);

        assertThat(AlluxioPlanner.masters(request))
                .isEqualTo(new Address(plan.masterHosts(), plan.port(Port.RPC), plan.port(Port.WEB)));
    }

    @ParameterizedTest
    @CsvSource({
        "s3://b, s3://b",
        "s3://b/, s3://b/",
        "s3://b//x, s3://b/x",
        "s3://b/x/./y, s3://b/x/y",
        "s3://b/./, s3://b/",
        "s3://b/.x/y., s3://b/.x/y.",
        "hdfs://nn:9000//d/, hdfs://nn:9000/d/"
    })
    void storagesAreWrittenAsAlluxioListsThem(String mountPoint, String uri) {
        AlluxioPlan plan =
                planner.plan(Requests.of("mounts: [{mountPoint: '" + mountPoint + "', name: a}]", "replicas: 1"));

        assertThat(plan.mounts().get(1).uri()).isEqualTo(uri);
    }

    @Test
    void anEmptyImageIsNone() {
        String runtime = "runAs: {uid: 1, gid: 1, user: a, group: b}\nalluxioVersion: {image: own, imageTag: v}\n";
        AlluxioPlan absent = planner.plan(Requests.of(MOUNT, runtime + "initUsers: {env: {A: b}}"));
        AlluxioPlan empty = planner.plan(Requests.of(
                MOUNT, runtime + "initUsers: {env: {A: b}, image: '', imageTag: ''}\nfuse: {image: '', imageTag: ''}"));

        assertThat(empty.users()).isEqualTo(absent.users());
        assertThat(empty.pod(Component.FUSE)).isEqualTo(absent.pod(Component.FUSE));
    }
}
