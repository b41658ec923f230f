package io.fluid.core.operation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.CustomResource;
import io.fluid.api.v1alpha1.OperationRef;
import io.fluid.api.v1alpha1.OperationStatus;
import io.fluid.core.json.Json;
import io.fluid.core.spi.Problem;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is wrong with a data operation whatever the engine and the state of the cluster. Pure: no I/O. */
public final class OperationRules {

    private static final Map<String, Function<JsonNode, List<Problem>>> BY_KIND = Stream.of(
                    new DataLoads(), new DataMigrates(), new DataBackups(), new DataProcesses())
            .collect(Collectors.toUnmodifiableMap(OperationKind::kind, kind -> json -> problems(kind, json)));

    // A Job's pods carry its name in a label. A CronJob adds a hyphen and ten digits to its own for its Jobs.
    private static final int LONGEST_JOB_NAME = 63;
    private static final int LONGEST_CRON_JOB_NAME = LONGEST_JOB_NAME - 11;

    private OperationRules() {}

    /** The kinds of data operation. */
    public static Set<String> kinds() {
        return BY_KIND.keySet();
    }

    /**
     * Everything that is wrong; empty when nothing is.
     *
     * @param operation a resource of one of the {@link #kinds()}, as the API server sends it
     * @throws IllegalArgumentException when it is of another kind
     */
    public static List<Problem> problems(JsonNode operation) {
        String kind = operation.path("kind").asText();
        Function<JsonNode, List<Problem>> rules = BY_KIND.get(kind);
        if (rules == null) {
            throw new IllegalArgumentException("\"" + kind + "\" is no data operation; expected one of " + kinds());
        }
        return rules.apply(operation);
    }

    private static <T extends CustomResource<?, OperationStatus>> List<Problem> problems(
            OperationKind<T> kind, JsonNode json) {
        try {
            T operation = Json.MAPPER.treeToValue(json, kind.type());
            return operation.getSpec() == null
                    ? List.of(new Problem(kind.kind() + ".spec", "", "a spec"))
                    : refusals(kind, operation).stream().map(Refusal::problem).toList();
        } catch (JsonProcessingException e) {
            return List.of(new Problem(kind.kind() + ".spec", e.getOriginalMessage(), "fields of the right type"));
        }
    }

    /** Why the operation can never run; empty when it may. */
    static <T extends CustomResource<?, OperationStatus>> List<Refusal> refusals(OperationKind<T> kind, T operation) {
        List<Refusal> refusals = new ArrayList<>();
        OperationSettings settings = kind.settings(operation);
        checkName(kind, settings, operation, refusals);
        checkDataset(kind, settings, operation.getMetadata().getNamespace(), refusals);
        checkPolicy(kind, settings, refusals);
        checkPredecessor(kind, settings.runAfter(), operation, refusals);
        refusals.addAll(kind.refusals(operation));
        return refusals;
    }

    private static <T extends CustomResource<?, OperationStatus>> void checkName(
            OperationKind<T> kind, OperationSettings settings, T operation, List<Refusal> refusals) {
        String name = operation.getMetadata().getName();
        int longest = settings.repeats() ? LONGEST_CRON_JOB_NAME : LONGEST_JOB_NAME;
        int over = kind.jobName(operation).length() - longest;
        if (name != null && over > 0) {
            String accepted = "at most " + (name.length() - over) + " characters, because the name of its "
                    + (settings.repeats() ? "CronJob" : "Job") + ", " + kind.jobName(operation) + ", may have "
                    + longest;
            refusals.add(new Refusal(
                    OperationReasons.NOT_VALID, new Problem(kind.kind() + ".metadata.name", name, accepted)));
        }
    }

    private static void checkDataset(
            OperationKind<?> kind, OperationSettings settings, String own, List<Refusal> refusals) {
        String namespace = settings.datasetNamespace();
        if (settings.dataset() == null || settings.dataset().isEmpty()) {
            Problem problem = new Problem(settings.datasetField() + ".name", "", "the name of a Dataset");
            refusals.add(new Refusal(OperationReasons.NOT_VALID, problem));
        } else if (namespace != null && !namespace.isEmpty() && !namespace.equals(own)) {
            String accepted = "the " + kind.kind() + "'s own namespace \"" + own + "\"";
            Problem problem = new Problem(settings.datasetField() + ".namespace", namespace, accepted);
            refusals.add(new Refusal(OperationReasons.OTHER_NAMESPACE, problem));
        }
    }

    private static void checkPolicy(OperationKind<?> kind, OperationSettings settings, List<Refusal> refusals) {
        String policy =
                settings.policy() == null || settings.policy().isEmpty() ? OperationSettings.ONCE : settings.policy();
        if (!Set.of(OperationSettings.ONCE, OperationSettings.CRON).contains(policy)) {
            Problem problem =
                    new Problem(kind.kind() + ".spec.policy", policy, "Once or Cron: there is no source of events");
            refusals.add(new Refusal(OperationReasons.NOT_SUPPORTED, problem));
        } else if (settings.repeats()
                && (settings.schedule() == null || settings.schedule().isBlank())) {
            Problem problem = new Problem(
                    kind.kind() + ".spec.schedule",
                    "",
                    "a schedule such as \"0 2 * * *\", because spec.policy is Cron");
            refusals.add(new Refusal(OperationReasons.SCHEDULE_NOT_SPECIFIED, problem));
        }
    }

    private static <T extends CustomResource<?, OperationStatus>> void checkPredecessor(
            OperationKind<T> kind, @Nullable OperationRef after, T operation, List<Refusal> refusals) {
        if (after == null) {
            return;
        }
        String own = operation.getMetadata().getNamespace();
        if (!Predecessors.KINDS.containsKey(after.kind())) {
            Problem problem = new Problem(
                    kind.kind() + ".spec.runAfter.kind",
                    after.kind(),
                    "one of " + Predecessors.KINDS.keySet().stream().sorted().collect(Collectors.joining(", ")));
            refusals.add(new Refusal(OperationReasons.NOT_VALID, problem));
        } else if (after.kind().equals(kind.kind())
                && after.name().equals(operation.getMetadata().getName())
                && Predecessors.namespaceOr(after.namespace(), own).equals(own)) {
            Problem problem = new Problem(kind.kind() + ".spec.runAfter.name", after.name(), "another operation");
            refusals.add(new Refusal(OperationReasons.NOT_VALID, problem));
        }
    }
}
