package io.fluid.core.runtime;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import io.fluid.core.engine.LoadedEngine;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.Controller;
import io.fluid.core.kube.WakeUps;
import io.micrometer.core.instrument.MeterRegistry;

import java.time.Clock;

/**
 * The controller of one engine's runtimes. Needs {@link Cluster}, {@link DatasetRules}, {@link DatasetUse} and {@link
 * Clock}.
 */
public final class RuntimeControllerModule extends AbstractModule {

    private final LoadedEngine engine;
    private final RuntimeSettings settings;
    private final int workers;
    private final WakeUps wakeUps = new WakeUps();

    public RuntimeControllerModule(LoadedEngine engine, RuntimeSettings settings, int workers) {
        this.engine = engine;
        this.settings = settings;
        this.workers = workers;
    }

    @Provides
    @Singleton
    CacheReporter reporter() {
        return new CacheReporter(engine.engine(), settings, wakeUps);
    }

    @Provides
    @Singleton
    CacheCleaner cleaner() {
        return new CacheCleaner(wakeUps);
    }

    @Provides
    @Singleton
    RuntimeReconciler reconciler(
            Cluster cluster,
            DatasetRules rules,
            DatasetUse use,
            CacheReporter reporter,
            CacheCleaner cleaner,
            MeterRegistry registry,
            HostPorts hostPorts,
            Clock clock) {
        RuntimeMetrics metrics =
                new RuntimeMetrics(registry, engine.descriptor().runtimeType());
        return new RuntimeReconciler(
                cluster, engine, settings, rules, use, reporter, cleaner, metrics, hostPorts, clock);
    }

    @ProvidesIntoSet
    Controller controller(RuntimeReconciler reconciler) {
        return RuntimeController.of(engine.descriptor(), reconciler, wakeUps, workers);
    }
}
