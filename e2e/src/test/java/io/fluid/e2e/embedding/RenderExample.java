package io.fluid.e2e.embedding;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.api.v1alpha1.AlluxioRuntime;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.core.runtime.FluidManifests;

import java.io.InputStream;
import java.util.List;

/** Shown in docs/embedding.md. */
final class RenderExample {

    private RenderExample() {}

    static String render(InputStream datasetYaml, InputStream runtimeYaml) {
        // docs: render
        Dataset dataset = Serialization.unmarshal(datasetYaml, Dataset.class);
        AlluxioRuntime runtime = Serialization.unmarshal(runtimeYaml, AlluxioRuntime.class);
        List<HasMetadata> objects = FluidManifests.render(dataset, runtime);
        String manifests = Serialization.asYaml(objects);
        // docs: end
        return manifests;
    }
}
