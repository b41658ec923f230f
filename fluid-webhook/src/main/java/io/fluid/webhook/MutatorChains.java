package io.fluid.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluid.webhook.mutator.YamlText;
import io.fluid.webhook.spi.MutatorSettings;
import io.fluid.webhook.spi.PodMutator;
import io.fluid.webhook.spi.PodMutatorProvider;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which mutators run for which pods, in order: the content of a plugins profile. */
final class MutatorChains {

    private static final String DEFAULTS = """
            plugins:
              serverful:
                withDataset: [FilePrefetcher, RequireNodeWithFuse, NodeAffinityWithCache, MountPropagationInjector, DatasetUsageInjector]
                withoutDataset: [PreferNodesWithoutCache]
              serverless:
                withDataset: [FilePrefetcher, FuseSidecar, DatasetUsageInjector]
                withoutDataset: []
            """;

    private static final String WITH = "withDataset";
    private static final String WITHOUT = "withoutDataset";

    /** How a pod asks for datasets. */
    enum Trigger {
        SERVERFUL,
        SERVERLESS
    }

    private record Situation(Trigger trigger, boolean withDataset) {}

    private final Map<Situation, List<PodMutator>> chains;

    private MutatorChains(Map<Situation, List<PodMutator>> chains) {
        this.chains = Map.copyOf(chains);
    }

    /**
     * Reads a profile.
     *
     * @param profile in the format of the ConfigMap {@code webhook-plugins}; blank means the defaults
     * @param settings what mutators are made with, but for their arguments
     * @throws IllegalArgumentException when the profile is wrong or names an unknown mutator
     */
    static MutatorChains parse(String profile, List<PodMutatorProvider> providers, MutatorSettings settings) {
        JsonNode tree = YamlText.parse(profile.isBlank() ? DEFAULTS : profile, "the plugins profile");
        Map<String, PodMutatorProvider> byName = byName(providers);
        checkKeys(tree, "the plugins profile", "plugins", "pluginConfig");
        checkKeys(tree.path("plugins"), "plugins", "serverful", "serverless");
        Map<String, String> arguments = arguments(tree.path("pluginConfig"), byName);
        Map<String, PodMutator> made = new HashMap<>();
        Map<Situation, List<PodMutator>> chains = new HashMap<>();
        for (Trigger trigger : Trigger.values()) {
            String name = trigger == Trigger.SERVERFUL ? "serverful" : "serverless";
            JsonNode block = tree.path("plugins").path(name);
            checkKeys(block, "plugins." + name, WITH, WITHOUT);
            for (boolean withDataset : new boolean[] {true, false}) {
                List<PodMutator> chain = new ArrayList<>();
                String list = withDataset ? WITH : WITHOUT;
                for (JsonNode mutator : list(block.path(list), "plugins." + name + "." + list)) {
                    chain.add(made.computeIfAbsent(
                            mutator.asText(), wanted -> make(wanted, byName, arguments, settings)));
                }
                chains.put(new Situation(trigger, withDataset), List.copyOf(chain));
            }
        }
        return new MutatorChains(chains);
    }

    private static Map<String, PodMutatorProvider> byName(List<PodMutatorProvider> providers) {
        Map<String, PodMutatorProvider> byName = new TreeMap<>();
        for (PodMutatorProvider provider : providers) {
            PodMutatorProvider other = byName.put(provider.name(), provider);
            if (other != null) {
                throw new IllegalArgumentException("two mutators are named \"" + provider.name() + "\": "
                        + other.getClass().getName() + " and "
                        + provider.getClass().getName());
            }
        }
        return byName;
    }

    private static Map<String, String> arguments(JsonNode configs, Map<String, PodMutatorProvider> providers) {
        Map<String, String> arguments = new HashMap<>();
        for (JsonNode config : list(configs, "pluginConfig")) {
            checkKeys(config, "pluginConfig[]", "name", "args");
            String name = config.path("name").asText();
            known(name, "pluginConfig[].name", providers);
            if (arguments.put(name, config.path("args").asText()) != null) {
                throw new IllegalArgumentException("pluginConfig[].name: \"" + name + "\" is there twice");
            }
        }
        return arguments;
    }

    private static PodMutatorProvider known(String name, String field, Map<String, PodMutatorProvider> providers) {
        PodMutatorProvider provider = providers.get(name);
        if (provider == null) {
            throw new IllegalArgumentException(field + ": \"" + name + "\" is not accepted; expected one of "
                    + String.join(", ", providers.keySet()));
        }
        return provider;
    }

    // A misspelt key would switch all mutators off without a word.
    private static void checkKeys(JsonNode node, String what, String... keys) {
        if (!node.isMissingNode() && !node.isNull() && !node.isObject()) {
            throw new IllegalArgumentException(what + ": expected an object");
        }
        node.fieldNames().forEachRemaining(key -> {
            if (!List.of(keys).contains(key)) {
                throw new IllegalArgumentException(
                        what + ": \"" + key + "\" is not accepted; expected " + String.join(" or ", keys));
            }
        });
    }

    private static JsonNode list(JsonNode node, String what) {
        if (!node.isMissingNode() && !node.isNull() && !node.isArray()) {
            throw new IllegalArgumentException(what + ": expected a list");
        }
        return node;
    }

    private static PodMutator make(
            String name,
            Map<String, PodMutatorProvider> providers,
            Map<String, String> arguments,
            MutatorSettings settings) {
        return known(name, "plugins", providers)
                .create(new MutatorSettings(
                        arguments.getOrDefault(name, ""),
                        settings.catalog(),
                        settings.nativeSidecars(),
                        settings.environment()));
    }

    List<PodMutator> chain(Trigger trigger, boolean withDataset) {
        return chains.getOrDefault(new Situation(trigger, withDataset), List.of());
    }
}
