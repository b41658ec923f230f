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
    OperationControllers controllers(Cluster cluster, EngineRegistry engines, ClusterFacts facts, Clock clock) {
        return new OperationControllers(cluster, engines, facts, clock);
    }

    @ProvidesIntoSet
    Controller dataLoads(OperationControllers controllers) {
        return controllers.of(new DataLoads());
    }

    @ProvidesIntoSet
    Controller dataMigrates(OperationControllers controllers) {
        return controllers.of(new DataMigrates());
    }

    @ProvidesIntoSet
    Controller dataBackups(OperationControllers controllers) {
        return controllers.of(new DataBackups());
    }

    @ProvidesIntoSet
    Controller dataProcesses(OperationControllers controllers) {
        return controllers.of(new DataProcesses());
    }
}
