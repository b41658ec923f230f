package io.fluid.core.operation;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import io.fluid.core.engine.EngineRegistry;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.Controller;
import io.fluid.core.spi.ClusterFacts;

import java.time.Clock;

/** The data operations. Needs {@link Cluster}, {@link EngineRegistry}, {@link ClusterFacts} and {@link Clock}. */
public final class OperationModule extends AbstractModule {

    @Provides
    @Singleton
    DataLoadReconciler dataLoads(Cluster cluster, EngineRegistry engines, ClusterFacts facts, Clock clock) {
        return new DataLoadReconciler(cluster, engines, facts, clock);
    }

    @ProvidesIntoSet
    Controller dataLoadController(Cluster cluster, DataLoadReconciler reconciler) {
        return DataLoadReconciler.controller(cluster, reconciler, Controller.DEFAULT_WORKERS);
    }
}
