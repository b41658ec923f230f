package io.fluid.testkit;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.DataMigrate;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheEngineProvider;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.ClusterFacts;
import io.fluid.core.spi.EngineDescriptor;
import io.fluid.core.spi.EngineSettings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes requests for one engine out of manifests as users write them, and gives the ports that the engine claims as the
 * core would: those that the user fixed as they are, the others from 20100 on.
 */
public final class EngineRequests {

    /** Namespace of requests made from specs. */
    public static final String NAMESPACE = "research";

    /** Name of requests made from specs. */
    public static final String NAME = "model";

    private static final int FIRST_PORT = 20100;

    private final EngineDescriptor descriptor;
    private final CacheEngine engine;

    /** Requests for the engine as an installation without any settings makes it. */
    public EngineRequests(CacheEngineProvider provider) {
        this(provider, new EngineSettings(Map.of()));
    }

    public EngineRequests(CacheEngineProvider provider, EngineSettings settings) {
        this.descriptor = provider.descriptor();
        this.engine = provider.create(settings);
    }

    public CacheEngine engine() {
        return engine;
    }

    public EngineDescriptor descriptor() {
        return descriptor;
    }

    /**
     * A request from two specs.
     *
     * @param datasetSpec {@code Dataset.spec} as YAML, for example {@code mounts: [{mountPoint: 's3://bucket'}]}
     * @param runtimeSpec the runtime's {@code spec} as YAML, for example {@code replicas: 1}
     */
    public CacheRequest of(String datasetSpec, String runtimeSpec) {
        String metadata = "metadata: {name: " + NAME + ", namespace: " + NAMESPACE + ", uid: 6f1d0a52}\n";
        return of(
                dataset("kind: Dataset\napiVersion: data.fluid.io/v1alpha1\n" + metadata + spec(datasetSpec)),
                runtime("kind: " + descriptor.runtimeKind() + "\napiVersion: " + descriptor.apiVersion() + "\n"
                        + metadata + spec(runtimeSpec)));
    }

    /** A request from a file that holds the manifest of a Dataset, then that of a runtime. */
    public CacheRequest from(Path file) {
        List<String> manifests = manifests(file);
        return of(dataset(manifests.get(0)), runtime(manifests.get(1)));
    }

    /** A request with the claimed ports allocated; with none when the engine refuses it. */
    public CacheRequest of(Dataset dataset, GenericKubernetesResource runtime) {
        return allocated(new CacheRequest(dataset, runtime, ClusterFacts.defaults(), Map.of()));
    }

    /** The same request with the claimed ports allocated; with none when the engine refuses it. */
    public CacheRequest allocated(CacheRequest request) {
        if (!engine.validate(request).isEmpty()) {
            return request;
        }
        Map<String, Integer> ports = new TreeMap<>();
        Set<Integer> taken = new HashSet<>();
        engine.ports(request).forEach(claim -> claim.fixed().ifPresent(taken::add));
        engine.ports(request)
                .forEach(claim -> ports.put(
                        claim.name(),
                        claim.fixed().isPresent() ? claim.fixed().getAsInt() : free(FIRST_PORT + ports.size(), taken)));
        return new CacheRequest(request.dataset(), request.runtime(), request.cluster(), ports);
    }

    /** A DataLoad of the dataset from its spec as YAML, for example {@code target: [{path: /train}]}. */
    public DataLoad load(String spec) {
        return load(NAMESPACE, "warm", "", spec);
    }

    /** A DataMigrate from its spec as YAML, for example {@code from: {…}}; the dataset is {@link #NAME}. */
    public DataMigrate migrate(String spec) {
        return Serialization.unmarshal(
                "kind: DataMigrate\napiVersion: data.fluid.io/v1alpha1\n" + metadata(NAMESPACE, "copy") + spec(spec),
                DataMigrate.class);
    }

    /** A DataLoad from the rest of its spec as YAML; of no dataset when {@code dataset} is empty. */
    static DataLoad load(String namespace, String name, String dataset, String spec) {
        String target = "dataset: {name: '" + dataset + "', namespace: " + namespace + "}\n";
        return Serialization.unmarshal(
                "kind: DataLoad\napiVersion: data.fluid.io/v1alpha1\n" + metadata(namespace, name)
                        + spec(dataset.isEmpty() ? spec : target + spec),
                DataLoad.class);
    }

    /** A Dataset from its spec as YAML. */
    static Dataset dataset(String namespace, String name, String spec) {
        return dataset("kind: Dataset\napiVersion: data.fluid.io/v1alpha1\n" + metadata(namespace, name) + spec(spec));
    }

    /** A runtime from its spec as YAML. */
    static GenericKubernetesResource runtime(EngineDescriptor engine, String namespace, String name, String spec) {
        return runtime("kind: " + engine.runtimeKind() + "\napiVersion: " + engine.apiVersion() + "\n"
                + metadata(namespace, name) + spec(spec));
    }

    private static String metadata(String namespace, String name) {
        return "metadata: {name: " + name + ", namespace: " + namespace + "}\n";
    }

    static List<String> manifests(Path file) {
        List<String> documents = new ArrayList<>(List.of(read(file).split("(?m)^---\\s*$")));
        documents.removeIf(String::isBlank);
        return documents;
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int free(int first, Set<Integer> taken) {
        int port = first;
        while (!taken.add(port)) {
            port++;
        }
        return port;
    }

    private static Dataset dataset(String yaml) {
        return Serialization.unmarshal(yaml, Dataset.class);
    }

    private static GenericKubernetesResource runtime(String yaml) {
        return Serialization.unmarshal(yaml, GenericKubernetesResource.class);
    }

    private static String spec(String yaml) {
        return "spec:\n" + yaml.indent(2);
    }
}
