package io.fluid.core.runtime;

import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetSpecBuilder;
import io.fluid.core.kube.ObjectKey;
import io.fluid.core.kube.WakeUps;
import io.fluid.core.spi.CacheDescription;
import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.CacheUsage;
import io.fluid.core.spi.ClusterFacts;
import io.fluid.core.spi.MeasuresStorage;
import io.fluid.core.spi.PortClaim;
import io.fluid.core.spi.Problem;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class CacheReporterTest {

    private static final ObjectKey KEY = new ObjectKey("ns", "data");
    private static final RuntimeSettings SETTINGS = RuntimeSettingsBuilder.builder(RuntimeSettings.defaults())
            .reportPeriod(Duration.ofMillis(10))
            .reportDeadline(Duration.ofMillis(10))
            .build();

    /** An engine that is deaf to its deadline. */
    @Test
    void aLookThatDoesNotEndIsInterruptedAndAnotherFollows() throws Exception {
        BlockingQueue<String> looks = new LinkedBlockingQueue<>();
        CacheEngine engine = new Deaf(looks);
        try (CacheReporter reporter = new CacheReporter(engine, SETTINGS, new WakeUps())) {
            reporter.track(KEY, request(), false, false);

            assertThat(List.of(next(looks), next(looks), next(looks))).containsExactly("begun", "interrupted", "begun");
        }
    }

    @Test
    void a_count_that_ran_while_the_storage_changed_is_repeated() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch changed = new CountDownLatch(1);
        BlockingQueue<String> counts = new LinkedBlockingQueue<>();
        Counting engine = new Counting(() -> {
            counts.add("count");
            begun.countDown();
            changed.await();
            return new MeasuresStorage.StorageTotals(counts.size(), 1);
        });
        try (CacheReporter reporter = new CacheReporter(engine, SETTINGS, new WakeUps())) {
            reporter.track(KEY, request(), false, true);
            begun.await();
            reporter.forgetTotals(KEY);
            changed.countDown();

            await().until(() -> reporter.figures(KEY).totals() != null);
            assertThat(reporter.figures(KEY).totals().bytes()).isEqualTo(2);
        }
    }

    @Test
    void a_count_that_fails_is_not_repeated_once_nobody_wants_it() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch unwanted = new CountDownLatch(1);
        BlockingQueue<String> counts = new LinkedBlockingQueue<>();
        Counting engine = new Counting(() -> {
            counts.add("count");
            begun.countDown();
            unwanted.await();
            throw new IOException("no answer");
        });
        try (CacheReporter reporter = new CacheReporter(engine, SETTINGS, new WakeUps())) {
            reporter.track(KEY, request(), false, true);
            begun.await();
            reporter.track(KEY, request(), false, false);
            unwanted.countDown();

            assertThat(next(counts)).isEqualTo("count");
            assertThat(counts.poll(200, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    @Test
    void whoAsksAfterTheEndIsNotAnswered() {
        BlockingQueue<String> looks = new LinkedBlockingQueue<>();
        CacheReporter reporter = new CacheReporter(new Deaf(looks), SETTINGS, new WakeUps());
        reporter.close();

        reporter.track(KEY, request(), false, false);

        assertThat(looks).isEmpty();
    }

    private static String next(BlockingQueue<String> looks) throws InterruptedException {
        String look = looks.poll(30, TimeUnit.SECONDS);
        return look == null ? "nothing" : look;
    }

    private static CacheRequest request() {
        Dataset dataset = new Dataset();
        dataset.getMetadata().setNamespace(KEY.namespace());
        dataset.getMetadata().setName(KEY.name());
        dataset.setSpec(DatasetSpecBuilder.builder().mounts(List.of()).build());
        return new CacheRequest(
                dataset, FakeEngine.runtime(KEY.namespace(), KEY.name(), Map.of()), ClusterFacts.defaults(), Map.of());
    }

    /** Nobody asks it what it describes. */
    private interface Undescribed extends CacheEngine {
        @Override
        default List<Problem> validate(CacheRequest request) {
            return List.of();
        }

        @Override
        default List<PortClaim> ports(CacheRequest request) {
            return List.of();
        }

        @Override
        default CacheDescription describe(CacheRequest request) {
            throw new UnsupportedOperationException();
        }
    }

    private record Counting(Callable<StorageTotals> count) implements Undescribed, MeasuresStorage {
        @Override
        public StorageTotals measure(CacheRequest request, Duration deadline) throws IOException {
            try {
                return count.call();
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public CacheUsage report(CacheRequest request, Duration deadline) throws IOException {
            throw new IOException("no answer");
        }
    }

    private record Deaf(BlockingQueue<String> looks) implements Undescribed {
        @Override
        public CacheUsage report(CacheRequest request, Duration deadline) {
            looks.add("begun");
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                looks.add("interrupted");
            }
            throw new IllegalStateException("deaf");
        }
    }
}
