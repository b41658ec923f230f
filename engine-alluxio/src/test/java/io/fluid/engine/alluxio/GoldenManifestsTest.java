package io.fluid.engine.alluxio;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.core.spi.CacheDescription;
import io.fluid.core.spi.CacheRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code -Dgolden.update=true} writes the expected manifests anew; review what changed. */
class GoldenManifestsTest {

    private static final Path CASES = Path.of("src/test/resources/manifests");

    static Stream<String> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void rendersTheReviewedManifests(String name) throws IOException {
        CacheRequest request = Requests.from(CASES.resolve(name).resolve("request.yaml"));

        assertThat(Requests.ENGINE.validate(request)).isEmpty();
        String rendered = yaml(Requests.ENGINE.describe(request));

        Path expected = CASES.resolve(name).resolve("expected.yaml");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(expected, rendered);
        }
        assertThat(rendered).isEqualTo(Requests.read(expected));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void rendersTheSameTwice(String name) {
        CacheRequest request = Requests.from(CASES.resolve(name).resolve("request.yaml"));

        assertThat(Requests.ENGINE.describe(request)).isEqualTo(Requests.ENGINE.describe(request));
    }

    private static String yaml(CacheDescription description) {
        List<HasMetadata> objects = new ArrayList<>(description.resources());
        Stream.of(description.master(), description.worker(), description.fuse().daemonSet())
                .forEach(objects::add);
        StringBuilder text = new StringBuilder();
        objects.forEach(object -> text.append(Serialization.asYaml(withoutScripts(object))));
        text.append("---\n")
                .append("workerMemoryBytes: " + description.workerMemoryBytes() + "\n")
                .append("workerDiskBytes: " + description.workerDiskBytes() + "\n")
                .append("hcfsEndpoint: " + description.hcfsEndpoint() + "\n")
                .append("mountPath: " + description.fuse().mountPath() + "\n")
                .append("mountType: " + description.fuse().mountType() + "\n");
        return text.toString();
    }

    // Scripts are tested as scripts and would only hide what matters here.
    private static HasMetadata withoutScripts(HasMetadata object) {
        if (!(object instanceof ConfigMap)) {
            return object;
        }
        ConfigMapBuilder copy = new ConfigMapBuilder((ConfigMap) object);
        copy.getData().keySet().stream()
                .filter(key -> key.endsWith(".sh"))
                .toList()
                .forEach(key -> copy.addToData(key, "(script)"));
        return copy.build();
    }
}
