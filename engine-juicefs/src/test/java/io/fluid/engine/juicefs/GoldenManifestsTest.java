package io.fluid.engine.juicefs;

import io.fluid.testkit.EngineRequests;
import io.fluid.testkit.GoldenManifests;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.stream.Stream;

class GoldenManifestsTest {

    @TestFactory
    Stream<DynamicTest> describesTheReviewedManifests() {
        return new GoldenManifests(new EngineRequests(new JuiceFSEngineProvider())).tests();
    }
}
