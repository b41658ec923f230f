package io.fluid.testkit;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.LoadsData;
import io.fluid.core.spi.LoadsData.LoadDescription;
import io.fluid.core.spi.Problem;
import org.junit.jupiter.api.DynamicTest;

import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/** What holds for every engine that loads data. */
final class LoadRules {

    private LoadRules() {}

    static Stream<DynamicTest> tests(LoadsData engine, CacheRequest request, EngineRequests requests, String spec) {
        DataLoad load = requests.load(spec);
        return Stream.of(
                dynamicTest("a load is described", () -> isDescribed(engine, request, load)),
                dynamicTest(
                        "the same load gives the same bytes",
                        () -> assertThat(Described.of(engine.describeLoad(request, load))
                                        .json())
                                .isEqualTo(Described.of(engine.describeLoad(request, load))
                                        .json())),
                dynamicTest(
                        "a path that is not absolute is refused",
                        () -> assertThat(engine.validateLoad(request, requests.load("target: [{path: no/slash}]")))
                                .extracting(Problem::field)
                                .contains("DataLoad.spec.target[0].path")),
                dynamicTest(
                        "paths are only text",
                        () -> HostileText.PAYLOADS.forEach(payload -> isOnlyText(engine, request, requests, payload))));
    }

    private static void isDescribed(LoadsData engine, CacheRequest request, DataLoad load) {
        assertThat(engine.validateLoad(request, load))
                .as("problems of the load")
                .isEmpty();
        LoadDescription description = engine.describeLoad(request, load);
        runsInAPodThatEnds(description.resources(), description.pod());
    }

    static void runsInAPodThatEnds(List<HasMetadata> resources, PodTemplateSpec pod) {
        assertThat(resources)
                .as("resources of the operation")
                .allSatisfy(object -> assertThat(object).isInstanceOf(ConfigMap.class));
        assertThat(pod.getSpec().getRestartPolicy())
                .as("restart policy: the pod of a Job ends")
                .isIn(null, "Never", "OnFailure");
        DescriptionRules.podIsWellFormed("operation", pod);
        DescriptionRules.mountedVolumesExist("operation", pod);
    }

    private static void isOnlyText(LoadsData engine, CacheRequest request, EngineRequests requests, String payload) {
        DataLoad load = Described.changed(
                requests.load("target: [{path: /x}]"),
                DataLoad.class,
                tree -> tree.withObject("/spec").putArray("target").addObject().put("path", "/" + payload));
        if (engine.validateLoad(request, load).isEmpty()) {
            HostileText.isOnlyText(Described.of(engine.describeLoad(request, load)));
        }
    }
}
