package io.fluid.core.launcher;

import com.google.inject.AbstractModule;
import com.google.inject.Module;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.fluid.core.dataset.DatasetUsers;
import io.fluid.core.dataset.DatasetValidator;
import io.fluid.core.engine.EngineRegistry;
import io.fluid.core.engine.LoadedEngine;
import io.fluid.core.kube.Cluster;
import io.fluid.core.operation.OperationModule;
import io.fluid.core.runtime.DatasetRules;
import io.fluid.core.runtime.DatasetUse;
import io.fluid.core.runtime.PortRange;
import io.fluid.core.runtime.RuntimeControllerModule;
import io.fluid.core.runtime.RuntimeSettings;
import io.fluid.core.spi.ClusterFacts;

import java.util.List;
import java.util.Set;

/** Which modules make up which process. A module adds its controllers with {@code @ProvidesIntoSet}. */
final class Wiring {

    private Wiring() {}

    static List<Module> ofDatasetController(EngineRegistry engines, StartOptions options, ProcessSettings settings) {
        return List.of(
                new FactsModule(engines, RuntimeSettings.facts(settings.environment())),
                new DatasetControllerModule(options.workers()),
                new OperationModule());
    }

    static List<Module> ofRuntimeController(
            LoadedEngine engine, EngineRegistry engines, StartOptions options, ProcessSettings settings) {
        RuntimeSettings runtime = RuntimeSettings.of(settings.environment(), PortRange.parse(options.portRange()));
        return List.of(
                new FactsModule(engines, RuntimeSettings.facts(settings.environment())),
                new RuntimeControllerModule(engine, runtime, options.workers()));
    }

    /** What the controllers' modules ask for. */
    private static final class FactsModule extends AbstractModule {
        private final EngineRegistry engines;
        private final ClusterFacts facts;

        FactsModule(EngineRegistry engines, ClusterFacts facts) {
            this.engines = engines;
            this.facts = facts;
        }

        @Override
        protected void configure() {
            bind(EngineRegistry.class).toInstance(engines);
            bind(ClusterFacts.class).toInstance(facts);
            bind(DatasetRules.class).toInstance(DatasetValidator::validateServed);
        }

        @Provides
        @Singleton
        DatasetUse use(Cluster cluster) {
            return new LiveUse(cluster);
        }
    }

    private record LiveUse(Cluster cluster) implements DatasetUse {

        @Override
        public List<String> podsUsing(String namespace, String name) {
            return DatasetUsers.podsServed(cluster, namespace, name);
        }

        @Override
        public Set<String> nodesMounting(String namespace, String name) {
            return DatasetUsers.nodesMounting(cluster, namespace, name);
        }
    }
}
