package io.fluid.testkit;

import io.fluid.core.spi.Problem;
import io.fluid.testkit.EngineUnderTest.Changes;
import org.junit.jupiter.api.DynamicTest;

import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/** Input that no engine can serve is refused with its field, its value, and what would be accepted. */
final class RefusalRules {

    private final EngineUnderTest test;

    RefusalRules(EngineUnderTest test) {
        this.test = test;
    }

    Stream<DynamicTest> tests() {
        String kind = test.descriptor.runtimeKind();
        return Stream.of(
                refused("a negative number of workers", test.runtimeSpec("replicas", -1), kind + ".spec.replicas"),
                refused("text for a number of workers", test.runtimeSpec("replicas", "many"), "replicas"),
                refused("no mounts", test.datasetSpec(spec -> spec.putArray("mounts")), "Dataset.spec.mounts"),
                refused("a mount of nothing", test.mount(mount -> mount.put("mountPoint", "")), "mountPoint"),
                refused(
                        "a mount of a strange kind",
                        test.mount(mount -> mount.put("mountPoint", "no such://thing")),
                        "mountPoint"),
                refused("a mount path with ..", test.mount(mount -> mount.put("path", "/a/../../b")), "mounts[0].path"),
                refused("two mounts at one path", test.mounts("/same", "/same"), "Dataset.spec.mounts"));
    }

    private DynamicTest refused(String what, Changes changes, String field) {
        return dynamicTest(what, () -> {
            List<Problem> problems = test.problems(changes.on(test.sample()));
            assertThat(problems).as("problems").isNotEmpty();
            assertThat(problems).allSatisfy(test::isHelpful);
            assertThat(problems)
                    .anySatisfy(problem -> assertThat(problem.message()).contains(field));
        });
    }
}
