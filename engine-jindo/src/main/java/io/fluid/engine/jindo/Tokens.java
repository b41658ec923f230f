package io.fluid.engine.jindo;

import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.VolumeProjectionBuilder;
import io.fluid.core.spi.support.PodObjects;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The credentials of all storages as one volume: a folder per bucket, put together by the kubelet from Secrets. */
final class Tokens {

    private static final String VOLUME = "jindofs-secret-token";
    private static final Map<String, String> FILES = Map.of(
            Storage.ACCESS_KEY, "AccessKeyId",
            Storage.SECRET_KEY, "AccessKeySecret",
            Storage.TOKEN, "SecurityToken");

    private final JindoPlan plan;

    Tokens(JindoPlan plan) {
        this.plan = plan;
    }

    Optional<VolumeMount> mount() {
        return sources().isEmpty()
                ? Optional.empty()
                : Optional.of(PodObjects.mount(VOLUME, StorageProperties.TOKENS, true));
    }

    Optional<Volume> volume() {
        List<VolumeProjection> sources = sources();
        return sources.isEmpty()
                ? Optional.empty()
                : Optional.of(new VolumeBuilder()
                        .withName(VOLUME)
                        .withNewProjected()
                        .withSources(sources)
                        .endProjected()
                        .build());
    }

    private List<VolumeProjection> sources() {
        List<VolumeProjection> sources = new ArrayList<>();
        if (plan.secret() != null) {
            sources.add(new VolumeProjectionBuilder()
                    .withNewSecret()
                    .withName(plan.secret())
                    .endSecret()
                    .build());
        }
        Map<String, Map<String, KeyToPath>> bySecret = new TreeMap<>();
        for (Storage storage : plan.storages()) {
            for (String credential : Storage.CREDENTIALS) {
                Optional.ofNullable(storage.secrets().get(storage.option(credential)))
                        .ifPresent(selector -> {
                            String path = storage.credentialsFolder() + "/" + FILES.get(credential);
                            bySecret.computeIfAbsent(RuntimeSpec.text(selector.name()), name -> new TreeMap<>())
                                    .put(path, new KeyToPath(selector.key(), null, path, null));
                        });
            }
        }
        bySecret.forEach((name, items) -> sources.add(new VolumeProjectionBuilder()
                .withNewSecret()
                .withName(name)
                .withItems(List.copyOf(items.values()))
                .endSecret()
                .build()));
        return sources;
    }
}
