package io.fluid.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluid.api.Annotations;
import io.fluid.api.Labels;
import io.fluid.webhook.MutatorChains.Trigger;
import io.fluid.webhook.spi.DatasetCatalog;
import io.fluid.webhook.spi.DeniedException;
import io.fluid.webhook.spi.MountedDataset;
import io.fluid.webhook.spi.PodChange;
import io.fluid.webhook.spi.PodMutator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Rewrites pods that ask for a dataset: all of it or a denial. */
final class PodAdmission implements AdmissionHandler.Rule {

    private final DatasetCatalog catalog;
    private final Supplier<MutatorChains> chains;
    private final Settings settings;

    /**
     * Settings of the installation.
     *
     * @param disabled every pod is left alone
     * @param platformLabel one more label that asks for sidecars, whatever its value; empty without
     */
    record Settings(boolean disabled, String platformLabel) {}

    PodAdmission(DatasetCatalog catalog, Supplier<MutatorChains> chains, Settings settings) {
        this.catalog = catalog;
        this.chains = chains;
        this.settings = settings;
    }

    @Override
    public Decision decide(JsonNode request) {
        boolean isPod = request.at("/kind/group").asText().isEmpty()
                && "Pod".equals(request.at("/kind/kind").asText())
                && request.path("subResource").asText().isEmpty();
        if (!isPod || !"CREATE".equals(request.path("operation").asText())) {
            return Decision.allow();
        }
        if (!(request.path("object") instanceof ObjectNode original)) {
            throw new DeniedException("request.object is missing");
        }
        String namespace = request.path("namespace").asText();
        String stated = original.at("/metadata/namespace").asText();
        if (!stated.isEmpty() && !stated.equals(namespace)) {
            throw new DeniedException("metadata.namespace: \"" + stated + "\" is not accepted; expected \"" + namespace
                    + "\", the namespace of the request");
        }
        Optional<Trigger> trigger = trigger(original.at("/metadata/labels"));
        return settings.disabled() || trigger.isEmpty()
                ? Decision.allow()
                : rewrite(original, namespace, trigger.get());
    }

    private Optional<Trigger> trigger(JsonNode labels) {
        if ("false".equals(labels.path(Labels.ENABLE_INJECTION).asText())
                || Labels.TRUE.equals(labels.path(Labels.INJECTION_DONE).asText())) {
            return Optional.empty();
        }
        boolean wantsSidecar = Labels.TRUE.equals(
                        labels.path(Labels.INJECT_SIDECAR).asText())
                || Labels.TRUE.equals(
                        labels.path(Labels.INJECT_SIDECAR_DEPRECATED).asText())
                || Labels.ECI.equals(labels.path(Labels.ECI_SIDECAR_TARGET).asText())
                || !settings.platformLabel().isEmpty()
                        && !labels.path(settings.platformLabel()).asText().isEmpty();
        if (wantsSidecar) {
            return Optional.of(Trigger.SERVERLESS);
        }
        return Labels.TRUE.equals(labels.path(Labels.INJECT_SERVERFUL).asText())
                ? Optional.of(Trigger.SERVERFUL)
                : Optional.empty();
    }

    private Decision rewrite(ObjectNode sent, String namespace, Trigger trigger) {
        PodShape.check(sent);
        ObjectNode original = PodShape.withoutNulls(sent);
        boolean anyPhase = Labels.TRUE.equals(original.at("/metadata/annotations")
                .path(Annotations.SKIP_PRECHECK)
                .asText());
        PodChange change =
                new PodChange(original.deepCopy(), namespace, datasets(original.path("spec"), namespace, anyPhase));
        for (PodMutator mutator : chains.get().chain(trigger, !change.datasets().isEmpty())) {
            if (mutator.mutate(change) == PodMutator.Next.STOP) {
                break;
            }
        }
        ArrayNode patch = JsonNodeFactory.instance.arrayNode();
        for (String part : List.of("metadata", "spec")) {
            compare("/" + part, original.path(part), change.pod().path(part), patch);
        }
        return new Decision.Allowed(patch, change.warnings());
    }

    private List<MountedDataset> datasets(JsonNode spec, String namespace, boolean anyPhase) {
        TreeSet<String> claims = new TreeSet<>();
        for (JsonNode volume : spec.path("volumes")) {
            claims.add(volume.path("persistentVolumeClaim").path("claimName").asText());
        }
        claims.remove("");
        List<MountedDataset> datasets = new ArrayList<>();
        for (String claim : claims) {
            catalog.find(namespace, claim, anyPhase).ifPresent(datasets::add);
        }
        return datasets;
    }

    private static void compare(String path, JsonNode before, JsonNode after, ArrayNode patch) {
        if (before.isMissingNode() && !after.isMissingNode()) {
            add(path, after, patch);
            return;
        }
        after.properties().forEach(entry -> {
            if (!entry.getValue().equals(before.path(entry.getKey()))) {
                add(path + "/" + pointer(entry.getKey()), entry.getValue(), patch);
            }
        });
        before.fieldNames().forEachRemaining(name -> {
            if (!after.has(name)) {
                patch.addObject().put("op", "remove").put("path", path + "/" + pointer(name));
            }
        });
    }

    private static void add(String path, JsonNode value, ArrayNode patch) {
        patch.addObject().put("op", "add").put("path", path).set("value", value);
    }

    private static String pointer(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
