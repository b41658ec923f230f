package io.fluid.engine.alluxio;

import io.fluid.testkit.GoldenManifests;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.stream.Stream;

/** {@code -Dgolden.update} writes the expected manifests anew; review what changed. */
class GoldenManifestsTest {

    @TestFactory
    Stream<DynamicTest> describesTheReviewedManifests() {
        return new GoldenManifests(Requests.REQUESTS).tests();
    }
}
