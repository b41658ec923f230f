package io.fluid.testkit;

import io.fluid.core.spi.CacheEngineProvider;
import io.fluid.core.spi.EngineSettings;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@link CacheEngineContractTest} has to know of an engine. Immutable: each method returns a changed copy.
 *
 * @param provider makes the engine
 * @param settings of the installation
 * @param samples requests that the engine accepts; the first is the sample that most rules start from
 * @param lacking behaviours that the engine does not have
 * @param optionName name of a mount option that takes any text
 * @param secretName name of a mount option that may come from a secret; several, with commas between them, where one
 *     alone is refused
 * @param textFields JSON pointers into the runtime of the sample, to text that the user chooses freely
 * @param load {@code DataLoad.spec} that the engine accepts
 * @param changes of the sample while it runs
 * @param unchanging what nobody can change, for the runtime has no field for it
 */
public record EngineContract(
        CacheEngineProvider provider,
        EngineSettings settings,
        List<Sample> samples,
        Set<EngineBehavior> lacking,
        String optionName,
        String secretName,
        List<String> textFields,
        String load,
        List<Change> changes,
        Set<SpecChange> unchanging) {

    public EngineContract {
        samples = List.copyOf(samples);
        lacking = Set.copyOf(lacking);
        textFields = List.copyOf(textFields);
        changes = List.copyOf(changes);
        unchanging = Set.copyOf(unchanging);
    }

    /** The parts of a cache that have pods of their own. */
    public enum Part {
        MASTER,
        WORKER,
        FUSE
    }

    /**
     * A change of the sample, and what has to come of it.
     *
     * @param what is changed
     * @param datasetSpec merged into {@code Dataset.spec}, as YAML; empty for none
     * @param runtimeSpec merged into the runtime's {@code spec}, as YAML; empty for none
     * @param replaced whose pods are replaced by such with the change; when there is none, running pods follow the change
     *     of a ConfigMap
     * @param refused the field that a refusal names, such as {@code spec.fuse.image}; empty when the change is accepted
     */
    public record Change(SpecChange what, String datasetSpec, String runtimeSpec, Set<Part> replaced, String refused) {
        public Change {
            replaced = Set.copyOf(replaced);
        }
    }

    /**
     * A request that the engine accepts.
     *
     * @param name for the report
     * @param datasetSpec {@code Dataset.spec} as YAML
     * @param runtimeSpec the runtime's {@code spec} as YAML
     */
    public record Sample(String name, String datasetSpec, String runtimeSpec) {}

    /**
     * The contract of an engine that has every behaviour.
     *
     * @param datasetSpec {@code Dataset.spec} of the sample as YAML: one mount, without options
     * @param runtimeSpec {@code spec} of the sample's runtime as YAML, with one worker at least if it has workers
     */
    public static EngineContract of(CacheEngineProvider provider, String datasetSpec, String runtimeSpec) {
        return new EngineContract(
                provider,
                new EngineSettings(Map.of()),
                List.of(new Sample("sample", datasetSpec, runtimeSpec)),
                Set.of(),
                "contract.option",
                "contract.secret",
                List.of(),
                "target: [{path: /}]",
                List.of(),
                Set.of());
    }

    /** One more request for the rules that hold for every description. */
    public EngineContract variant(String name, String datasetSpec, String runtimeSpec) {
        List<Sample> more = new ArrayList<>(samples);
        more.add(new Sample(name, datasetSpec, runtimeSpec));
        return new EngineContract(
                provider, settings, more, lacking, optionName, secretName, textFields, load, changes, unchanging);
    }

    /** Behaviours that the engine does not have. */
    public EngineContract without(EngineBehavior... behaviors) {
        Set<EngineBehavior> more = EnumSet.noneOf(EngineBehavior.class);
        more.addAll(lacking);
        more.addAll(List.of(behaviors));
        return new EngineContract(
                provider, settings, samples, more, optionName, secretName, textFields, load, changes, unchanging);
    }

    /** Names of a mount option that takes any text, and of one that may come from a secret. */
    public EngineContract options(String plain, String secret) {
        return new EngineContract(
                provider, settings, samples, lacking, plain, secret, textFields, load, changes, unchanging);
    }

    /** A place in the runtime for free text, as a JSON pointer: {@code /spec/properties/some.key}. */
    public EngineContract userText(String pointer) {
        List<String> more = new ArrayList<>(textFields);
        more.add(pointer);
        return new EngineContract(
                provider, settings, samples, lacking, optionName, secretName, more, load, changes, unchanging);
    }

    /** What the installation sets. */
    public EngineContract settings(Map<String, String> values) {
        return new EngineContract(
                provider,
                new EngineSettings(values),
                samples,
                lacking,
                optionName,
                secretName,
                textFields,
                load,
                changes,
                unchanging);
    }

    /** A load of the sample, {@code DataLoad.spec} as YAML. */
    public EngineContract load(String spec) {
        return new EngineContract(
                provider, settings, samples, lacking, optionName, secretName, textFields, spec, changes, unchanging);
    }

    /**
     * A change of the runtime while it runs.
     *
     * @param runtimeSpec merged into its {@code spec}, as YAML
     * @param replaced whose pods run it when it is rolled out; none when the running pods follow a ConfigMap
     */
    public EngineContract changing(SpecChange what, String runtimeSpec, Part... replaced) {
        return with(new Change(what, "", runtimeSpec, Set.of(replaced), ""));
    }

    /** As {@link #changing}, of the Dataset: {@code datasetSpec} is merged into its {@code spec}. */
    public EngineContract changingDataset(SpecChange what, String datasetSpec, Part... replaced) {
        return with(new Change(what, datasetSpec, "", Set.of(replaced), ""));
    }

    /** A change of the runtime that the engine refuses, at a field whose path has {@code field} in it. */
    public EngineContract refusing(SpecChange what, String runtimeSpec, String field) {
        return with(new Change(what, "", runtimeSpec, Set.of(), field));
    }

    /** As {@link #refusing}, of the Dataset. */
    public EngineContract refusingDataset(SpecChange what, String datasetSpec, String field) {
        return with(new Change(what, datasetSpec, "", Set.of(), field));
    }

    private EngineContract with(Change change) {
        List<Change> more = new ArrayList<>(changes);
        more.add(change);
        return new EngineContract(
                provider, settings, samples, lacking, optionName, secretName, textFields, load, more, unchanging);
    }

    /** What no field of the runtime or of the Dataset would change. */
    public EngineContract unchanging(SpecChange... whats) {
        return new EngineContract(
                provider, settings, samples, lacking, optionName, secretName, textFields, load, changes, Set.of(whats));
    }

    /** Whether the engine has a behaviour. */
    public boolean has(EngineBehavior behavior) {
        return !lacking.contains(behavior);
    }
}
