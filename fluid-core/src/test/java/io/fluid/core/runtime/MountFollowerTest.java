package io.fluid.core.runtime;

import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetSpecBuilder;
import io.fluid.api.v1alpha1.DatasetStatusBuilder;
import io.fluid.api.v1alpha1.Mount;
import io.fluid.api.v1alpha1.MountBuilder;
import io.fluid.core.kube.ObjectKey;
import io.fluid.core.runtime.MountFollower.Progress;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.ClusterFacts;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class MountFollowerTest {

    private static final ObjectKey KEY = new ObjectKey("team", "model");
    private static final List<Mount> OLD = List.of(mount("s3://old"));
    private static final List<Mount> NEW = List.of(mount("s3://new"));
    private static final List<Mount> NEWER = List.of(mount("s3://newer"));

    private final FakeEngine engine = new FakeEngine();
    private final List<String> woken = new ArrayList<>();
    private final List<Runnable> due = new ArrayList<>();
    private final List<Duration> delays = new ArrayList<>();
    private final MountFollower follower =
            new MountFollower(engine, Duration.ofSeconds(1), key -> woken.add(key.toString()), (delay, task) -> {
                delays.add(delay);
                due.add(task);
            });

    @Test
    void mountsThatDidNotChangeCostNothing() {
        assertThat(follower.progress(KEY, request(OLD, OLD))).isEqualTo(Progress.DONE);
        assertThat(due).isEmpty();
    }

    @Test
    void asksUntilTheCacheServesTheNewMountsAndWakesOnEveryNews() {
        engine.pending = List.of("s3://new is not mounted yet");

        assertThat(follower.progress(KEY, request(OLD, NEW))).isEqualTo(Progress.UNKNOWN);
        run();
        assertThat(follower.progress(KEY, request(OLD, NEW)))
                .isEqualTo(new Progress(List.of("s3://new is not mounted yet"), true));
        run();
        assertThat(woken).hasSize(1);

        engine.pending = List.of();
        run();
        assertThat(follower.progress(KEY, request(OLD, NEW)).isDone()).isTrue();
        assertThat(woken).hasSize(2);
        assertThat(due).isEmpty();
        assertThat(delays).containsExactly(Duration.ZERO, Duration.ofSeconds(2), Duration.ofSeconds(2));
    }

    @Test
    void aCacheThatDoesNotAnswerIsAskedAgain() {
        engine.pending = null;
        follower.progress(KEY, request(OLD, NEW));
        run();

        assertThat(follower.progress(KEY, request(OLD, NEW))).isEqualTo(Progress.UNKNOWN);
        assertThat(due).hasSize(1);
    }

    @Test
    void aSecondChangeReplacesTheFirst() {
        engine.pending = List.of("x");
        follower.progress(KEY, request(OLD, NEW));
        follower.progress(KEY, request(OLD, NEWER));
        run();

        assertThat(due).as("only the second is asked for").hasSize(1);
        assertThat(follower.progress(KEY, request(OLD, NEWER)).answers()).isTrue();
    }

    @Test
    void aCacheThatIsGoneIsNotAskedAgain() {
        follower.progress(KEY, request(OLD, NEW));
        follower.forget(KEY);
        run();

        assertThat(due).isEmpty();
    }

    private void run() {
        List<Runnable> now = List.copyOf(due);
        due.clear();
        now.forEach(Runnable::run);
    }

    private static Mount mount(String uri) {
        return MountBuilder.builder().mountPoint(uri).name("m").build();
    }

    private static CacheRequest request(List<Mount> served, List<Mount> wanted) {
        Dataset dataset = new Dataset();
        dataset.setSpec(DatasetSpecBuilder.builder().mounts(wanted).build());
        dataset.setStatus(DatasetStatusBuilder.builder().mounts(served).build());
        return new CacheRequest(
                dataset, FakeEngine.runtime("team", "model", Map.of()), ClusterFacts.defaults(), Map.of());
    }
}
