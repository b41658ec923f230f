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
import io.fluid.core.runtime.RuntimeSettingsBuilder;
import io.fluid.core.spi.ClusterFacts;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which modules make up which process. A module adds its controllers with {@code @ProvidesIntoSet}. */
final class Wiring {

    private Wiring() {}

    static List<Module> ofDatasetController(EngineRegistry engines, StartOptions options, ProcessSettings settings) {
        return List.of(
                new FactsModule(engines, facts(settings)),
                new DatasetControllerModule(options.workers),
                new OperationModule());
    }

    static List<Module> ofRuntimeController(
            LoadedEngine engine, EngineRegistry engines, StartOptions options, ProcessSettings settings) {
        RuntimeSettings runtime = RuntimeSettingsBuilder.builder(RuntimeSettings.defaults())
                .facts(facts(settings))
                .ports(PortRange.parse(options.portRange))
                .excludedNodes(labels(
                        "FLUID_SCHEDULE_INFO_EXCLUDE_NODE_SELECTOR",
                        settings.text("FLUID_SCHEDULE_INFO_EXCLUDE_NODE_SELECTOR", "")))
                .build();
        return List.of(
                new FactsModule(engines, facts(settings)),
                new RuntimeControllerModule(engine, runtime, options.workers));
    }

    static ClusterFacts facts(ProcessSettings settings) {
        return new ClusterFacts(
                settings.text("MOUNT_ROOT", ClusterFacts.DEFAULT_MOUNT_ROOT),
                commaList(settings.text("IMAGE_PULL_SECRETS", "")),
                !"false".equalsIgnoreCase(settings.text("CRITICAL_FUSE_POD", "true")));
    }

    private static List<String> commaList(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::trim)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private static Map<String, String> labels(String setting, String text) {
        return commaList(text).stream()
                .map(item -> item.split("=", 2))
                .peek(pair -> {
                    if (pair.length != 2) {
                        throw new IllegalArgumentException(
                                setting + ": \"" + text + "\" is not accepted; expected key=value,key=value");
                    }
                })
                .collect(Collectors.toMap(pair -> pair[0].trim(), pair -> pair[1].trim()));
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
            bind(DatasetRules.class).toInstance(DatasetValidator::validate);
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
            return DatasetUsers.podsUsing(cluster, namespace, name);
        }

        @Override
        public Set<String> nodesMounting(String namespace, String name) {
            return DatasetUsers.nodesMounting(cluster, namespace, name);
        }
    }
}
