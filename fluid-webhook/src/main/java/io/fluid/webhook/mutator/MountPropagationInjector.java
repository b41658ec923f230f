package io.fluid.webhook.mutator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluid.webhook.spi.MountedDataset;
import io.fluid.webhook.spi.MutatorSettings;
import io.fluid.webhook.spi.PodChange;
import io.fluid.webhook.spi.PodMutator;
import io.fluid.webhook.spi.PodMutatorProvider;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Lets containers see a dataset that the node mounts again after its fuse pod was restarted. */
public final class MountPropagationInjector implements PodMutatorProvider {

    @Override
    public String name() {
        return "MountPropagationInjector";
    }

    @Override
    public PodMutator create(MutatorSettings settings) {
        return MountPropagationInjector::mutate;
    }

    private static PodMutator.Next mutate(PodChange change) {
        Set<String> claims =
                change.datasets().stream().map(MountedDataset::claim).collect(Collectors.toSet());
        Set<String> volumes = new HashSet<>();
        for (JsonNode volume : change.spec().path("volumes")) {
            if (claims.contains(
                    volume.path("persistentVolumeClaim").path("claimName").asText())) {
                volumes.add(volume.path("name").asText());
            }
        }
        for (JsonNode container : change.spec().path("containers")) {
            for (JsonNode mount : container.path("volumeMounts")) {
                boolean isExclusive = mount.hasNonNull("mountPropagation") || mount.hasNonNull("recursiveReadOnly");
                if (volumes.contains(mount.path("name").asText()) && !isExclusive) {
                    ((ObjectNode) mount).put("mountPropagation", "HostToContainer");
                }
            }
        }
        return PodMutator.Next.CONTINUE;
    }
}
