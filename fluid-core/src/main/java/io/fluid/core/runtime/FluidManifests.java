package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.core.dataset.DatasetValidator;
import io.fluid.core.engine.EngineRegistry;
import io.fluid.core.engine.LoadedEngine;
import io.fluid.core.spi.CacheDescription;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.EngineSettings;
import io.fluid.core.spi.Problem;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Renders what the controllers would apply, without a cluster. Pure; may be used by many threads. */
public final class FluidManifests {

    private static final String DEFAULT_NAMESPACE = "default";

    private final EngineRegistry engines;
    private final RuntimeSettings settings;

    /** Renders for the given engines as an installation with these settings would. */
    public FluidManifests(EngineRegistry engines, RuntimeSettings settings) {
        this.engines = engines;
        this.settings = settings;
    }

    /**
     * Renders with the engines on the class path and the defaults of an installation.
     *
     * @param dataset the dataset; without a namespace it is in {@code default}
     * @param runtime a runtime of the same name, of any kind that an engine on the class path serves
     * @return ConfigMaps, Services, workloads, the volume and its claim, in the order in which they are applied. They name
     *     the runtime as their owner when it has a uid
     * @throws IllegalArgumentException when no engine serves the kind, or something is wrong with the two; the message
     *     names every field, its value and what is accepted
     */
    public static List<HasMetadata> render(Dataset dataset, HasMetadata runtime) {
        EngineRegistry engines = EngineRegistry.discover(new EngineSettings(Map.of()), Path.of(""));
        return new FluidManifests(engines, RuntimeSettings.defaults()).of(dataset, runtime);
    }

    /** As {@link #render}, with the engines and settings of this object. */
    public List<HasMetadata> of(Dataset dataset, HasMetadata runtime) {
        LoadedEngine engine = engines.get(runtime.getKind());
        CacheRequest request = new CacheRequest(
                named(dataset, Dataset.class),
                named(runtime, GenericKubernetesResource.class),
                settings.facts(),
                Map.of());
        RequestRules rules = new RequestRules(engine, DatasetValidator::validateServed);
        refuse(rules.problems(request));
        CacheRequest equipped = new CacheRequest(
                request.dataset(),
                request.runtime(),
                request.cluster(),
                PortAllocator.assign(
                        engine.engine().ports(request),
                        PortAllocator.recorded(request.runtime()),
                        Set.of(),
                        settings.ports()));
        CacheDescription description = engine.engine().describe(equipped);
        List<HasMetadata> objects =
                new ArrayList<>(new Decoration(equipped, engine.descriptor()).decorate(description));
        refuse(rules.problemsOfNames(equipped, objects));
        objects.addAll(
                new Volumes(equipped, engine.descriptor()).all(description.fuse(), objects.get(objects.size() - 1)));
        if (request.runtime().getMetadata().getUid().isEmpty()) {
            objects.forEach(object -> object.getMetadata().setOwnerReferences(List.of()));
        }
        return objects;
    }

    private static void refuse(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    problems.stream().map(Problem::message).collect(Collectors.joining("; ")));
        }
    }

    private static <T extends HasMetadata> T named(HasMetadata object, Class<T> type) {
        T copy = Serialization.unmarshal(Serialization.asJson(object), type);
        if (copy.getMetadata().getNamespace() == null) {
            copy.getMetadata().setNamespace(DEFAULT_NAMESPACE);
        }
        if (copy.getMetadata().getUid() == null) {
            copy.getMetadata().setUid("");
        }
        return copy;
    }
}
