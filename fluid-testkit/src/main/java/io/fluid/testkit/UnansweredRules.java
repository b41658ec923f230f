package io.fluid.testkit;

import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.CleansCache;
import io.fluid.core.spi.MeasuresStorage;
import io.fluid.core.spi.UpdatesMounts;
import org.junit.jupiter.api.DynamicTest;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/** What does I/O keeps its deadline and says that nobody answered. There is no cache behind the request. */
final class UnansweredRules {

    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofSeconds(8);

    private interface Call {
        void run() throws IOException;
    }

    private UnansweredRules() {}

    static Stream<DynamicTest> tests(CacheEngine engine, CacheRequest request) {
        List<DynamicTest> tests = new ArrayList<>();
        tests.add(test("report", () -> engine.report(request, DEADLINE)));
        if (engine instanceof MeasuresStorage) {
            tests.add(test("measure", () -> ((MeasuresStorage) engine).measure(request, DEADLINE)));
        }
        if (engine instanceof CleansCache) {
            tests.add(test("clean", () -> ((CleansCache) engine).clean(request, DEADLINE)));
        }
        if (engine instanceof UpdatesMounts) {
            tests.add(test("pendingMounts", () -> ((UpdatesMounts) engine).pendingMounts(request, DEADLINE)));
        }
        return tests.stream();
    }

    private static DynamicTest test(String name, Call call) {
        return dynamicTest(name, () -> {
            long begun = System.nanoTime();
            Throwable failure = catchThrowable(call::run);
            Duration taken = Duration.ofNanos(System.nanoTime() - begun);
            // An engine may know some things without asking.
            assertThat(failure == null || failure instanceof IOException)
                    .as(name + " answers or fails with an IOException, not " + failure)
                    .isTrue();
            assertThat(taken).as("time taken with a deadline of " + DEADLINE).isLessThan(DEADLINE.plus(GRACE));
        });
    }
}
