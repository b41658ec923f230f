package io.fluid.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.core.dataset.DatasetValidator;
import io.fluid.core.operation.OperationRules;
import io.fluid.core.runtime.RuntimeRules;
import io.fluid.core.spi.Problem;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Refuses Datasets, runtimes and data operations that can never work, by the rules of the reconcilers, which refuse them
 * as well should they pass here. An update may leave what was wrong before, and deletion is never in question.
 */
final class ResourceValidation implements AdmissionHandler.Rule {

    private static final String GROUP = "data.fluid.io";
    private static final String DATASET = "Dataset";
    private static final String RUNTIME = "Runtime";
    // The API server cuts longer ones.
    private static final int LONGEST_WARNING = 250;
    private static final String NOT_VALIDATED = "not validated: ";

    private final ClusterReads cluster;
    private final Supplier<RuntimeRules> runtimes;
    private final ObjectMapper mapper = new ObjectMapper();

    /**
     * @param runtimes asked for when the first runtime comes
     */
    ResourceValidation(ClusterReads cluster, Supplier<RuntimeRules> runtimes) {
        this.cluster = cluster;
        this.runtimes = runtimes;
    }

    /**
     * What was found.
     *
     * @param refused can never work
     * @param doubtful what to warn of: works with CNCF Fluid, or will once something else changes, or nobody could look
     */
    private record Findings(List<Problem> refused, List<String> doubtful) {}

    @Override
    public Decision decide(JsonNode request) {
        String operation = request.path("operation").asText();
        boolean isUpdate = operation.equals("UPDATE");
        JsonNode object = request.path("object");
        if (!GROUP.equals(request.at("/kind/group").asText())
                || !request.path("subResource").asText().isEmpty()
                || !isUpdate && !operation.equals("CREATE")
                || !object.at("/metadata/deletionTimestamp").asText().isEmpty()) {
            return Decision.allow();
        }
        JsonNode before = request.path("oldObject");
        if (isUpdate && object.path("spec").equals(before.path("spec"))) {
            return Decision.allow();
        }
        Findings found = check(object, request);
        Set<Problem> known = isUpdate ? new HashSet<>(check(before, request).refused()) : Set.of();
        List<Problem> refused =
                found.refused().stream().filter(one -> !known.contains(one)).toList();
        if (!refused.isEmpty()) {
            return new Decision.Denied(
                    Decision.UNPROCESSABLE,
                    refused.stream().map(Problem::message).collect(Collectors.joining("; ")));
        }
        List<String> doubtful =
                new ArrayList<>(found.refused().stream().map(Problem::message).toList());
        doubtful.addAll(found.doubtful());
        return warn(doubtful);
    }

    /** The reconcilers say it too; nobody is to depend on this process to write an object of ours. */
    @Override
    public Decision undecided(int code, String reason) {
        return warn(List.of(NOT_VALIDATED + reason));
    }

    private static Decision warn(List<String> texts) {
        return new Decision.Allowed(
                JsonNodeFactory.instance.arrayNode(),
                texts.stream()
                        .map(text ->
                                text.length() > LONGEST_WARNING ? text.substring(0, LONGEST_WARNING - 3) + "..." : text)
                        .toList());
    }

    private Findings check(JsonNode object, JsonNode request) {
        String kind = request.at("/kind/kind").asText();
        if (kind.equals(DATASET)) {
            return dataset(object);
        }
        if (OperationRules.kinds().contains(kind)) {
            return new Findings(OperationRules.problems(object), List.of());
        }
        return kind.endsWith(RUNTIME)
                ? runtime(object, request.path("namespace").asText())
                : new Findings(List.of(), List.of());
    }

    private Findings dataset(JsonNode object) {
        try {
            return new Findings(DatasetValidator.validate(mapper.treeToValue(object, Dataset.class)), List.of());
        } catch (JsonProcessingException e) {
            return new Findings(
                    List.of(new Problem("Dataset.spec", e.getOriginalMessage(), "fields of the right type")),
                    List.of());
        }
    }

    private Findings runtime(JsonNode object, String namespace) {
        GenericKubernetesResource runtime = mapper.convertValue(object, GenericKubernetesResource.class);
        String name = runtime.getMetadata().getName();
        Optional<Dataset> dataset =
                cluster.knownDataset(namespace, name).or(() -> cluster.liveDataset(namespace, name));
        List<Problem> refused = new ArrayList<>();
        List<String> doubtful = new ArrayList<>();
        RuntimeRules rules = runtimes.get();
        for (Problem problem : rules.problems(runtime, dataset)) {
            if (problem.field().startsWith(runtime.getKind() + ".")) {
                refused.add(problem);
            } else {
                // The Dataset may still be changed to suit.
                doubtful.add(problem.message());
            }
        }
        rules.failure(runtime.getKind()).ifPresent(why -> doubtful.add(NOT_VALIDATED + why));
        return new Findings(refused, doubtful);
    }
}
