package io.fluid.e2e.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluid.e2e.faults.DatasetLife.Step;
import io.fluid.e2e.install.Build;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The life of a Dataset, from creation to nothing left, with everything going wrong between the controllers and a real
 * API server. Each life is compared, after each step, with one that nothing disturbed.
 */
@Tag("long")
@TestInstance(Lifecycle.PER_CLASS)
class FaultsIT {

    private static final int LIVES_AT_ONCE = Integer.getInteger("fluid.faults.lives", 6);
    private static final Duration AWAY = Duration.ofMinutes(1);
    private static final Set<String> OF_A_CACHE = Set.of(
            "Dataset",
            "AlluxioRuntime",
            "StatefulSet",
            "DaemonSet",
            "ConfigMap",
            "Service",
            "PersistentVolumeClaim",
            "PersistentVolume");

    private final SurvivalTable table = new SurvivalTable();
    private final Set<String> namespaces = ConcurrentHashMap.newKeySet();
    private FaultyCluster cluster;
    private Map<Step, List<String>> undisturbed;

    @BeforeAll
    void live_once_undisturbed() {
        cluster = new FaultyCluster();
        String namespace = newNamespace();
        try (Installation installation = install(namespace, Faults.NONE)) {
            undisturbed = new DatasetLife(cluster, namespace).live();
            System.out.printf(
                    "an undisturbed life: %d writes%n",
                    installation.proxy().writes().size());
        }
        assertThat(undisturbed.get(Step.CREATE)).anyMatch(line -> line.contains("PersistentVolumeClaim"));
        assertThat(undisturbed.get(Step.DELETE)).isEmpty();
    }

    @AfterAll
    void end() throws IOException {
        if (cluster != null) {
            cluster.close();
        }
        Files.writeString(Build.home().resolve("e2e/target/survived.md"), table.toString());
    }

    @Test
    void a_life_ends_the_same_whatever_fails_between_controllers_and_api_server() throws InterruptedException {
        Map<String, Faults> kinds = kinds();
        inParallel(pool -> {
            pool.execute(() -> live("API server away for a minute", "while scaled", Faults.NONE, this::surviveOutage));
            kinds.forEach((kind, faults) ->
                    pool.execute(() -> live(kind, "seed 1", faults, installation -> liveThrough(installation))));
        });
        assertThat(table.failures()).isEmpty();
        kinds.keySet().forEach(kind -> assertThat(table.faults(kind)).as(kind).isPositive());
        assertNothingIsLeft();
    }

    @Test
    void a_crash_before_or_after_any_write_of_a_life_leads_to_the_same_end() throws InterruptedException {
        inParallel(pool -> {
            for (boolean accepted : List.of(false, true)) {
                AtomicInteger next = new AtomicInteger();
                AtomicBoolean all = new AtomicBoolean();
                for (int i = 0; i < LIVES_AT_ONCE / 2; i++) {
                    pool.execute(() -> {
                        while (!all.get()) {
                            if (!crashAt(next.getAndIncrement(), accepted)) {
                                all.set(true);
                            }
                        }
                    });
                }
            }
        });
        assertThat(table.failures()).isEmpty();
        assertThat(table.tried(crash(false))).isGreaterThan(40);
        assertThat(table.tried(crash(true))).isGreaterThan(40);
        assertNothingIsLeft();
    }

    private static String crash(boolean accepted) {
        return accepted ? "crash after a write, before its answer" : "crash before a write";
    }

    /** A life with a crash at this write of each of its steps; whether any step had so many. */
    private boolean crashAt(int write, boolean accepted) {
        Crashes crashes = new Crashes(accepted);
        AtomicBoolean any = new AtomicBoolean();
        String failure = attempt(crashes, installation -> {
            DatasetLife life = new DatasetLife(cluster, installation.namespace());
            undisturbed.forEach((step, state) -> {
                crashes.at(write);
                life.take(step);
                life.awaitSame(step, state);
                if (crashes.last() != null) {
                    any.set(true);
                    table.add(crash(accepted), "write " + write + " of " + step, 1, "");
                }
            });
        });
        if (!failure.isEmpty()) {
            table.add(crash(accepted), "write " + write + ", " + crashes.last(), 1, failure);
        }
        return any.get();
    }

    private static Map<String, Faults> kinds() {
        Map<String, Faults> kinds = new LinkedHashMap<>();
        kinds.put("latency", seeded(0.4, (call, chance) -> new Fault.Delay(Duration.ofMillis(20 + chance % 480))));
        kinds.put("409 on a write", seeded(0.4, (call, chance) -> writing(call, new Fault.Refusal(409, 0, false))));
        kinds.put("429 with Retry-After", seeded(0.15, (call, chance) -> new Fault.Refusal(429, 1, false)));
        kinds.put("500", seeded(0.3, (call, chance) -> new Fault.Refusal(500, 0, false)));
        kinds.put(
                "500 though the write was done",
                seeded(0.5, (call, chance) -> writing(call, new Fault.Refusal(500, 0, true))));
        kinds.put("connection cut before the request", seeded(0.3, (call, chance) -> new Fault.Cut(false)));
        kinds.put("connection cut after the request", seeded(0.3, (call, chance) -> cut(call)));
        kinds.put(
                "watch dropped",
                seeded(0.8, (call, chance) -> watching(call, new Fault.ShortWatch(400 + chance % 20_000))));
        kinds.put("watch refused with 410", seeded(0.5, (call, chance) -> watching(call, expired())));
        kinds.put("all of these", seeded(0.4, FaultsIT::any));
        return kinds;
    }

    private static Faults seeded(double share, java.util.function.BiFunction<ApiCall, Integer, Fault> kind) {
        return new SeededFaults(1, share, kind);
    }

    private static Fault writing(ApiCall call, Fault fault) {
        return call.isWrite() ? fault : Fault.NONE;
    }

    private static Fault watching(ApiCall call, Fault fault) {
        return call.isWatch() ? fault : Fault.NONE;
    }

    private static Fault cut(ApiCall call) {
        return call.isWatch() ? Fault.NONE : new Fault.Cut(true);
    }

    private static Fault expired() {
        return new Fault.Refusal(410, 0, false);
    }

    private static Fault any(ApiCall call, int chance) {
        if (call.isWatch()) {
            return chance % 2 == 0 ? expired() : new Fault.ShortWatch(400 + chance % 20_000);
        }
        return switch (chance % 7) {
            case 0 -> writing(call, new Fault.Refusal(409, 0, false));
            case 1 -> new Fault.Refusal(429, 1, false);
            case 2 -> new Fault.Refusal(500, 0, false);
            case 3 -> new Fault.Refusal(500, 0, true);
            case 4 -> new Fault.Cut(false);
            case 5 -> new Fault.Cut(true);
            default -> new Fault.Delay(Duration.ofMillis(chance % 500));
        };
    }

    private void live(String kind, String which, Faults faults, Consumer<Installation> life) {
        AtomicInteger hits = new AtomicInteger();
        String failure = attempt(faults, installation -> {
            life.accept(installation);
            installation.proxy().tally().values().forEach(hits::addAndGet);
        });
        table.add(kind, which, hits.get(), failure);
    }

    /** Why it did not succeed. */
    private String attempt(Faults faults, Consumer<Installation> life) {
        String namespace = newNamespace();
        try (Installation installation = install(namespace, faults)) {
            life.accept(installation);
            return "";
        } catch (RuntimeException | AssertionError e) {
            return namespace + ": " + e;
        } finally {
            cluster.end(namespace);
        }
    }

    private void liveThrough(Installation installation) {
        new DatasetLife(cluster, installation.namespace()).liveAs(undisturbed);
    }

    /** The API server goes away; the user goes on meanwhile, as seen by others; then it is there again. */
    private void surviveOutage(Installation installation) {
        DatasetLife life = new DatasetLife(cluster, installation.namespace());
        for (Step step : Step.values()) {
            if (step != Step.SCALE) {
                life.take(step);
                life.awaitSame(step, undisturbed.get(step));
                continue;
            }
            Set<String> before = objects(installation.namespace());
            installation.proxy().away();
            life.take(step);
            sleep(AWAY);
            assertThat(objects(installation.namespace())).isEqualTo(before);
            int writes = installation.proxy().writes().size();
            installation.proxy().back();
            life.awaitSame(step, undisturbed.get(step));
            assertThat(objects(installation.namespace())).isEqualTo(before);
            List<ApiCall> after = installation.proxy().writes();
            assertThat(after.subList(writes, after.size())).noneMatch(ApiCall::isDeletion);
        }
    }

    // An outage has a length; there is nothing to wait for.
    private static void sleep(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Kind, name and identity of all that makes up a cache. */
    private Set<String> objects(String namespace) {
        Set<String> objects = new TreeSet<>();
        for (JsonNode object : cluster.mirror().of(namespace)) {
            boolean here = !object.path("kind").asText().equals("PersistentVolume")
                    || object.at("/spec/claimRef/namespace").asText().equals(namespace);
            if (here && OF_A_CACHE.contains(object.path("kind").asText())) {
                objects.add(object.path("kind").asText() + " "
                        + object.at("/metadata/name").asText() + " "
                        + object.at("/metadata/uid").asText());
            }
        }
        return objects;
    }

    private void assertNothingIsLeft() {
        List<String> left = new ArrayList<>();
        namespaces.forEach(namespace -> left.addAll(new DatasetLife(cluster, namespace).state()));
        assertThat(left).isEmpty();
    }

    private String newNamespace() {
        String namespace = cluster.newNamespace();
        namespaces.add(namespace);
        return namespace;
    }

    private Installation install(String namespace, Faults faults) {
        return new Installation(cluster.client().getConfiguration(), namespace, faults);
    }

    private static void inParallel(Consumer<ExecutorService> work) throws InterruptedException {
        try (ExecutorService pool = Executors.newFixedThreadPool(LIVES_AT_ONCE)) {
            work.accept(pool);
            pool.shutdown();
            assertThat(pool.awaitTermination(20, TimeUnit.MINUTES)).isTrue();
        }
    }
}
