package io.fluid.engine.alluxio;

import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.EngineSettings;
import io.fluid.engine.alluxio.AlluxioClient.Address;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class AlluxioPlannerTest {

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
        CacheRequest request = Requests.of("mounts: [{mountPoint: 's3://a/', name: a}]", runtime);
        AlluxioPlan plan = planner.plan(request);

        assertThat(AlluxioPlanner.masters(request))
                .isEqualTo(new Address(plan.masterHosts(), plan.port(Port.RPC), plan.port(Port.WEB)));
    }
}
