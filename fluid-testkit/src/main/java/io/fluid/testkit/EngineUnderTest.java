package io.fluid.testkit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.EngineDescriptor;
import io.fluid.core.spi.Problem;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import static io.fluid.testkit.Described.changed;
import static org.assertj.core.api.Assertions.assertThat;

/** The engine of a contract, and requests for it. */
final class EngineUnderTest {

    final EngineContract contract;
    final EngineRequests requests;
    final CacheEngine engine;
    final EngineDescriptor descriptor;

    EngineUnderTest(EngineContract contract) {
        this.contract = contract;
        this.requests = new EngineRequests(contract.provider(), contract.settings());
        this.engine = requests.engine();
        this.descriptor = requests.descriptor();
    }

    interface Changes {
        CacheRequest on(CacheRequest sample);
    }

    CacheRequest sample() {
        EngineContract.Sample sample = contract.samples().get(0);
        CacheRequest request = requests.of(sample.datasetSpec(), sample.runtimeSpec());
        assertThat(engine.validate(request)).as("problems of the sample").isEmpty();
        return request;
    }

    Changes datasetSpec(Consumer<ObjectNode> change) {
        return sample -> requests.of(
                changed(sample.dataset(), Dataset.class, tree -> change.accept(tree.withObject("/spec"))),
                sample.runtime());
    }

    Changes mount(Consumer<ObjectNode> change) {
        return datasetSpec(
                spec -> change.accept((ObjectNode) spec.withArray("/mounts").get(0)));
    }

    Changes runtime(Consumer<ObjectNode> change) {
        return sample -> with(sample, change);
    }

    Changes runtimeSpec(String field, Object value) {
        return runtime(tree -> tree.withObject("/spec").putPOJO(field, value));
    }

    CacheRequest with(CacheRequest sample, Consumer<ObjectNode> change) {
        GenericKubernetesResource runtime = changed(sample.runtime(), GenericKubernetesResource.class, change);
        try {
            return requests.of(sample.dataset(), runtime);
        } catch (IllegalArgumentException wrongType) {
            return new CacheRequest(sample.dataset(), runtime, sample.cluster(), Map.of());
        }
    }

    CacheRequest request(String name) {
        CacheRequest sample = sample();
        Consumer<ObjectNode> named = tree -> tree.withObject("/metadata").put("name", name);
        return requests.of(
                changed(sample.dataset(), Dataset.class, named),
                changed(sample.runtime(), GenericKubernetesResource.class, named));
    }

    /** The sample's mount at other paths. */
    Changes mounts(String... paths) {
        return datasetSpec(spec -> {
            String mountPoint = spec.at("/mounts/0/mountPoint").asText();
            ArrayNode mounts = spec.putArray("mounts");
            for (String path : paths) {
                mounts.addObject()
                        .put("mountPoint", mountPoint)
                        .put("name", "mount-" + mounts.size())
                        .put("path", path);
            }
        });
    }

    /** Options that come from one key of a secret: several where an engine takes no half of a credential. */
    static void secret(ArrayNode options, String names, String secret, String key) {
        for (String name : names.split(",")) {
            options.addObject()
                    .put("name", name)
                    .putObject("valueFrom")
                    .putObject("secretKeyRef")
                    .put("name", secret)
                    .put("key", key);
        }
    }

    String json(CacheRequest request) {
        return Described.of(engine.describe(request)).json().toString();
    }

    void isHelpful(Problem problem) {
        assertThat(problem.field()).matches("(Dataset|DataLoad|" + descriptor.runtimeKind() + ")\\.(spec|metadata).*");
        assertThat(problem.accepted())
                .as("what would be accepted for " + problem.field())
                .isNotBlank();
        assertThat(problem.message()).contains(problem.field(), problem.value(), problem.accepted());
    }

    // The core makes a Problem of the exception by which a field of the wrong type shows itself.
    List<Problem> problems(CacheRequest request) {
        try {
            List<Problem> problems = engine.validate(request);
            assertThat(engine.validate(request)).as("asked again").isEqualTo(problems);
            return problems;
        } catch (IllegalArgumentException e) {
            return List.of(new Problem(
                    descriptor.runtimeKind() + ".spec", String.valueOf(e.getMessage()), "fields of the right type"));
        }
    }
}
