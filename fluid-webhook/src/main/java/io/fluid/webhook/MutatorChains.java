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
        Map<String, String> arguments = new HashMap<>();
        for (JsonNode config : tree.path("pluginConfig")) {
            arguments.put(config.path("name").asText(), config.path("args").asText());
        }
        Map<String, PodMutatorProvider> byName = new TreeMap<>();
        for (PodMutatorProvider provider : providers) {
            PodMutatorProvider other = byName.put(provider.name(), provider);
            if (other != null) {
                throw new IllegalArgumentException("two mutators are named \"" + provider.name() + "\": "
                        + other.getClass().getName() + " and "
                        + provider.getClass().getName());
            }
        }
        Map<String, PodMutator> made = new HashMap<>();
        Map<Situation, List<PodMutator>> chains = new HashMap<>();
        for (Trigger trigger : Trigger.values()) {
            JsonNode block = tree.path("plugins").path(trigger == Trigger.SERVERFUL ? "serverful" : "serverless");
            for (boolean withDataset : new boolean[] {true, false}) {
                List<PodMutator> chain = new ArrayList<>();
                for (JsonNode name : block.path(withDataset ? "withDataset" : "withoutDataset")) {
                    chain.add(made.computeIfAbsent(name.asText(), wanted -> make(wanted, byName, arguments, settings)));
                }
                chains.put(new Situation(trigger, withDataset), List.copyOf(chain));
            }
        }
        return new MutatorChains(chains);
    }

    private static PodMutator make(
            String name,
            Map<String, PodMutatorProvider> providers,
            Map<String, String> arguments,
            MutatorSettings settings) {
        PodMutatorProvider provider = providers.get(name);
        if (provider == null) {
            throw new IllegalArgumentException("plugins: \"" + name + "\" is not accepted; expected one of "
                    + String.join(", ", providers.keySet()));
        }
        return provider.create(new MutatorSettings(
                arguments.getOrDefault(name, ""),
                settings.catalog(),
                settings.nativeSidecars(),
                settings.environment()));
    }

    List<PodMutator> chain(Trigger trigger, boolean withDataset) {
        return chains.getOrDefault(new Situation(trigger, withDataset), List.of());
    }
}
