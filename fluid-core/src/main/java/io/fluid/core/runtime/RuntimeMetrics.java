package io.fluid.core.runtime;

import io.fluid.core.kube.ObjectKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Numbers about single runtimes and Datasets, by the field's names. They go when the runtime goes. */
public final class RuntimeMetrics {

    private final MeterRegistry registry;
    private final String runtimeType;
    private final Map<ObjectKey, List<Meter>> meters = new ConcurrentHashMap<>();
    private final Map<ObjectKey, Stored> stored = new ConcurrentHashMap<>();

    public RuntimeMetrics(MeterRegistry registry, String runtimeType) {
        this.registry = registry;
        this.runtimeType = runtimeType;
    }

    private record Stored(AtomicLong bytes, AtomicLong files) {}

    /** A runtime could not be set up; counted when it is told. */
    void setupFailed(ObjectKey key) {
        counter(key, "runtime_setup_error").increment();
    }

    /** A runtime that served does not. */
    void unhealthy(ObjectKey key) {
        counter(key, "runtime_sync_healthcheck_error").increment();
    }

    /** What lies in the under-storage of a Dataset. */
    void totals(ObjectKey key, long bytes, long files) {
        Stored numbers = stored.computeIfAbsent(key, this::gauges);
        numbers.bytes().set(bytes);
        numbers.files().set(files);
    }

    /** The runtime is gone. */
    void forget(ObjectKey key) {
        stored.remove(key);
        List<Meter> gone = meters.remove(key);
        if (gone != null) {
            gone.forEach(registry::remove);
        }
    }

    private Stored gauges(ObjectKey key) {
        Stored numbers = new Stored(new AtomicLong(), new AtomicLong());
        keep(
                key,
                Gauge.builder("dataset_ufs_total_size", numbers.bytes(), AtomicLong::doubleValue)
                        .tag("dataset", key.toString())
                        .register(registry));
        keep(
                key,
                Gauge.builder("dataset_ufs_file_num", numbers.files(), AtomicLong::doubleValue)
                        .tag("dataset", key.toString())
                        .register(registry));
        return numbers;
    }

    private Counter counter(ObjectKey key, String name) {
        Counter counter = registry.counter(name, "runtime_type", runtimeType, "runtime", key.toString());
        keep(key, counter);
        return counter;
    }

    private void keep(ObjectKey key, Meter meter) {
        List<Meter> own = meters.computeIfAbsent(key, none -> new ArrayList<>());
        synchronized (own) {
            if (!own.contains(meter)) {
                own.add(meter);
            }
        }
    }
}
