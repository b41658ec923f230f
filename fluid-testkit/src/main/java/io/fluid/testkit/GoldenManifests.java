package io.fluid.testkit;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.DataMigrate;
import io.fluid.core.spi.CacheDescription;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.JobDescription;
import io.fluid.core.spi.LoadsData;
import io.fluid.core.spi.LoadsData.LoadDescription;
import io.fluid.core.spi.MigratesData;
import org.junit.jupiter.api.DynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares what an engine describes with files that a person reviewed. A case is a folder with {@code request.yaml} (a
 * Dataset, a runtime, and if wished a DataLoad, separated by {@code ---}) and {@code expected.yaml}. Values of ConfigMap
 * keys that end in {@code .sh} are left out: scripts are better tested by running them.
 *
 * <p>Running the tests with {@code -Dgolden.update} writes {@code expected.yaml} of every case anew; the difference is
 * for review. Use:
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> describesTheReviewedManifests() {
 *     return new GoldenManifests(new EngineRequests(new MyEngineProvider())).tests();
 * }
 * }</pre>
 */
public final class GoldenManifests {

    /** Where the cases are unless said otherwise, relative to the module. */
    public static final Path DEFAULT_FOLDER = Path.of("src/test/resources/manifests");

    private static final String UPDATE = "golden.update";

    private final EngineRequests requests;
    private final Path folder;

    /** Cases in {@link #DEFAULT_FOLDER}. */
    public GoldenManifests(EngineRequests requests) {
        this(requests, DEFAULT_FOLDER);
    }

    public GoldenManifests(EngineRequests requests, Path folder) {
        this.requests = requests;
        this.folder = folder;
    }

    /** One test per case, named as its folder. There is at least one case. */
    public Stream<DynamicTest> tests() {
        List<String> cases = cases();
        assertThat(cases).as("cases in " + folder).isNotEmpty();
        return cases.stream().map(name -> DynamicTest.dynamicTest(name, () -> check(name)));
    }

    /** Names of the cases, sorted. */
    public List<String> cases() {
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.map(one -> one.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("golden cases", e);
        }
    }

    /** Fails unless the engine accepts the case's request and describes exactly what is expected. */
    public void check(String name) {
        Path expected = folder.resolve(name).resolve("expected.yaml");
        String rendered = render(folder.resolve(name).resolve("request.yaml"));
        if (Boolean.getBoolean(UPDATE)) {
            write(expected, rendered);
        }
        assertThat(Files.exists(expected) ? EngineRequests.read(expected) : "")
                .as(expected + "; -D" + UPDATE + " writes it anew")
                .isEqualTo(rendered);
    }

    private String render(Path file) {
        CacheRequest request = requests.from(file);
        assertThat(requests.engine().validate(request))
                .as("problems of " + file)
                .isEmpty();
        StringBuilder text = new StringBuilder(yaml(requests.engine().describe(request)));
        List<String> manifests = EngineRequests.manifests(file);
        manifests.stream().skip(2).forEach(manifest -> text.append(operation(request, manifest)));
        return text.toString();
    }

    private String operation(CacheRequest request, String manifest) {
        String kind = Serialization.unmarshal(manifest, GenericKubernetesResource.class)
                .getKind();
        return switch (kind) {
            case "DataLoad" -> load(request, Serialization.unmarshal(manifest, DataLoad.class));
            case "DataMigrate" -> migrate(request, Serialization.unmarshal(manifest, DataMigrate.class));
            default -> throw new AssertionError(kind + ": not a DataLoad or a DataMigrate");
        };
    }

    private String load(CacheRequest request, DataLoad load) {
        LoadsData loader = can(LoadsData.class);
        assertThat(loader.validateLoad(request, load))
                .as("problems of the load")
                .isEmpty();
        LoadDescription description = loader.describeLoad(request, load);
        return yaml(description.resources()) + Serialization.asYaml(description.pod());
    }

    private String migrate(CacheRequest request, DataMigrate migrate) {
        MigratesData migrator = can(MigratesData.class);
        assertThat(migrator.validateMigrate(request, migrate))
                .as("problems of the migration")
                .isEmpty();
        JobDescription description = migrator.describeMigrate(request, migrate);
        return yaml(description.resources()) + Serialization.asYaml(description.pod());
    }

    private <C> C can(Class<C> capability) {
        assertThat(requests.engine())
                .as("the engine has the capability that the case asks for")
                .isInstanceOf(capability);
        return capability.cast(requests.engine());
    }

    private static String yaml(CacheDescription description) {
        List<HasMetadata> objects = new ArrayList<>(description.resources());
        Stream.of(description.master(), description.worker(), description.fuse().daemonSet())
                .filter(Objects::nonNull)
                .forEach(objects::add);
        return yaml(objects)
                + "---\n"
                + "workerMemoryBytes: " + description.workerMemoryBytes() + "\n"
                + "workerDiskBytes: " + description.workerDiskBytes() + "\n"
                + "hcfsEndpoint: " + description.hcfsEndpoint() + "\n"
                + "mountPath: " + description.fuse().mountPath() + "\n"
                + "mountType: " + description.fuse().mountType() + "\n";
    }

    private static String yaml(List<HasMetadata> objects) {
        StringBuilder text = new StringBuilder();
        objects.forEach(object -> text.append(Serialization.asYaml(withoutScripts(object))));
        return text.toString();
    }

    private static HasMetadata withoutScripts(HasMetadata object) {
        if (!(object instanceof ConfigMap)) {
            return object;
        }
        ConfigMapBuilder copy = new ConfigMapBuilder((ConfigMap) object);
        if (copy.getData() != null) {
            copy.getData().keySet().stream()
                    .filter(key -> key.endsWith(".sh"))
                    .toList()
                    .forEach(key -> copy.addToData(key, "(script)"));
        }
        return copy.build();
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
