package io.fluid.engine.alluxio;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.ClusterFacts;
import io.fluid.core.spi.EngineSettings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Makes requests from manifests. */
final class Requests {

    static final AlluxioEngineProvider PROVIDER = new AlluxioEngineProvider();
    static final AlluxioEngine ENGINE = (AlluxioEngine) PROVIDER.create(new EngineSettings(Map.of()));

    private static final int FIRST_PORT = 20100;

    private Requests() {}

    /** A request from the specs of dataset and runtime, as YAML; ports are allocated in order. */
    static CacheRequest of(String datasetSpec, String runtimeSpec) {
        String metadata = "metadata: {name: model, namespace: research, uid: 6f1d0a52}\n";
        return allocated(
                "kind: Dataset\napiVersion: data.fluid.io/v1alpha1\n" + metadata + "spec:\n" + indent(datasetSpec),
                "kind: AlluxioRuntime\napiVersion: data.fluid.io/v1alpha1\n" + metadata + "spec:\n"
                        + indent(runtimeSpec));
    }

    /** A request from a file with both manifests. */
    static CacheRequest from(Path file) {
        String[] documents = read(file).split("(?m)^---$");
        return allocated(documents[0], documents[1]);
    }

    static DataLoad load(String spec) {
        return Serialization.unmarshal(
                "kind: DataLoad\napiVersion: data.fluid.io/v1alpha1\nmetadata: {name: warm, namespace: research}\nspec:\n"
                        + indent(spec),
                DataLoad.class);
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CacheRequest allocated(String dataset, String runtime) {
        CacheRequest request = new CacheRequest(
                Serialization.unmarshal(dataset, Dataset.class),
                Serialization.unmarshal(runtime, GenericKubernetesResource.class),
                ClusterFacts.defaults(),
                Map.of());
        if (!ENGINE.validate(request).isEmpty()) {
            return request;
        }
        Map<String, Integer> ports = new TreeMap<>();
        ENGINE.ports(request)
                .forEach(claim -> ports.put(claim.name(), claim.fixed().orElse(FIRST_PORT + ports.size())));
        return new CacheRequest(request.dataset(), request.runtime(), request.cluster(), ports);
    }

    private static String indent(String yaml) {
        return yaml.indent(2);
    }
}
