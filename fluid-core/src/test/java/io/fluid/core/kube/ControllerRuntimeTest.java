package io.fluid.core.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

class ControllerRuntimeTest {

    private final KubernetesClient client = new KubernetesClientBuilder().build();
    private final FirstWork work = new FirstWork();
    private final ControllerRuntime loop =
            new ControllerRuntime(new Informers(client), new SimpleMeterRegistry(), work);
    private final WakeUps wakeUps = new WakeUps();

    @AfterEach
    void close() {
        loop.close();
        client.close();
    }

    @Test
    void an_engine_that_lacks_a_class_stops_neither_the_worker_nor_its_own_retries() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        CountDownLatch other = new CountDownLatch(1);
        CountDownLatch again = new CountDownLatch(1);
        run((namespace, name) -> {
            if (name.equals("other")) {
                other.countDown();
            } else if (attempts.incrementAndGet() == 1) {
                throw new NoClassDefFoundError("com/example/Missing");
            } else {
                again.countDown();
            }
            return ReconcileResult.done();
        });
        wakeUps.wake("team", "broken");
        wakeUps.wake("team", "other");
        assertThat(other.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(again.await(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void a_worker_that_waits_for_the_api_server_is_interrupted_when_all_ends() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        run((namespace, name) -> {
            begun.countDown();
            try {
                Thread.sleep(TimeUnit.MINUTES.toMillis(10));
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
            return ReconcileResult.done();
        });
        wakeUps.wake("team", "model");
        assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
        loop.close();
        assertThat(interrupted).isTrue();
    }

    @Test
    void the_first_work_ends_when_all_that_was_there_is_done() throws InterruptedException {
        List<String> open = new CopyOnWriteArrayList<>();
        CountDownLatch begun = new CountDownLatch(2);
        loop.add(new Controller("test", List.of(), List.of(wakeUps), 1, (namespace, name) -> {
            if (!work.isDone()) {
                open.add(name);
            }
            begun.countDown();
            return ReconcileResult.after(Duration.ofHours(1));
        }));
        wakeUps.wake("team", "one");
        wakeUps.wake("team", "two");
        assertThat(work.isDone()).isFalse();
        loop.start().join();
        assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
        // The worker ends what it does.
        loop.close();
        assertThat(work.isDone()).isTrue();
        assertThat(open).containsExactly("one", "two");
    }

    @Test
    void who_finds_nothing_to_do_has_done_the_first_work() {
        loop.start().join();
        assertThat(work.isDone()).isTrue();
    }

    private void run(KeyedReconciler reconciler) {
        loop.add(new Controller("test", List.of(), List.of(wakeUps), 1, reconciler));
        loop.start().join();
    }
}
