package io.fluid.testkit;

import io.fluid.core.spi.EngineDescriptor;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What {@link CacheEngineScenarios} has to know of an engine and of data that it can reach. Immutable: each method
 * returns a changed copy.
 *
 * @param engine who the engine is
 * @param datasetSpec {@code Dataset.spec} as YAML, of data that are really there
 * @param runtimeSpec the runtime's {@code spec} as YAML
 * @param lacking behaviours that the engine does not have; {@code WORKERS} and {@code LOADS_DATA} matter here
 * @param load {@code DataLoad.spec} without its dataset, as YAML
 * @param change JSON merge patch of the runtime that replaces the workers; empty for an engine whose workers never change
 * @param image image of the application that reads
 * @param command what it runs, with the data at {@value #DATA}
 * @param expected what its log then holds
 */
public record EngineScenario(
        EngineDescriptor engine,
        String datasetSpec,
        String runtimeSpec,
        Set<EngineBehavior> lacking,
        String load,
        String change,
        String image,
        List<String> command,
        String expected) {

    /** Where the application has the data. */
    public static final String DATA = "/data";

    public EngineScenario {
        lacking = Set.copyOf(lacking);
        command = List.copyOf(command);
    }

    /** An engine that has every behaviour. {@link #reading} is still to be said. */
    public static EngineScenario of(EngineDescriptor engine, String datasetSpec, String runtimeSpec) {
        return new EngineScenario(
                engine, datasetSpec, runtimeSpec, Set.of(), "loadMetadata: true", "", "", List.of(), "");
    }

    /** The application: its image, its command, and what its log has to hold. */
    public EngineScenario reading(String image, String expected, String... command) {
        return new EngineScenario(
                engine, datasetSpec, runtimeSpec, lacking, load, change, image, List.of(command), expected);
    }

    /** A change of the runtime that replaces the workers, as a JSON merge patch. */
    public EngineScenario changing(String mergePatch) {
        return new EngineScenario(
                engine, datasetSpec, runtimeSpec, lacking, load, mergePatch, image, command, expected);
    }

    /** {@code DataLoad.spec} without its dataset, as YAML. */
    public EngineScenario loading(String spec) {
        return new EngineScenario(engine, datasetSpec, runtimeSpec, lacking, spec, change, image, command, expected);
    }

    /** Behaviours that the engine does not have. */
    public EngineScenario without(EngineBehavior... behaviors) {
        Set<EngineBehavior> more = EnumSet.noneOf(EngineBehavior.class);
        more.addAll(lacking);
        more.addAll(List.of(behaviors));
        return new EngineScenario(engine, datasetSpec, runtimeSpec, more, load, change, image, command, expected);
    }

    /** Whether the engine has a behaviour. */
    public boolean has(EngineBehavior behavior) {
        return !lacking.contains(behavior);
    }
}
