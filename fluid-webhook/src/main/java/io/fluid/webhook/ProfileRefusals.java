package io.fluid.webhook;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fluid.core.kube.Cluster;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Tells that a profile is not used: as metrics, and as an event on its ConfigMap. */
final class ProfileRefusals implements PluginsProfile.Refusals {

    static final String REASON = "PluginsProfileRefused";

    private final Cluster cluster;
    private final ConfigMap profile;
    private final Counter refused;
    private volatile boolean isCurrent = true;

    /**
     * @param namespace of the ConfigMap {@code webhook-plugins}
     */
    ProfileRefusals(Cluster cluster, String namespace, MeterRegistry registry) {
        this.cluster = cluster;
        this.profile = new ConfigMapBuilder()
                .withNewMetadata()
                .withName("webhook-plugins")
                .withNamespace(namespace)
                .endMetadata()
                .build();
        this.refused = registry.counter("fluid.admission.profile.refused");
        Gauge.builder("fluid.admission.profile.current", () -> isCurrent ? 1 : 0)
                .description("1 while the profile in force is the one in the ConfigMap")
                .register(registry);
    }

    @Override
    public void tell(String why) {
        isCurrent = why.isEmpty();
        if (!isCurrent) {
            refused.increment();
            cluster.event(profile, Cluster.EventType.WARNING, REASON, why);
        }
    }
}
