package io.fluid.webhook;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fluid.core.launcher.ProcessMetrics;
import io.fluid.webhook.spi.DatasetCatalog;
import io.fluid.webhook.spi.MutatorSettings;
import io.fluid.webhook.spi.PodMutatorProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** How the webhook's parts fit together. */
final class WebhookModule extends AbstractModule {

    private static final String SERVICE = "fluid-pod-admission-webhook";

    private final WebhookSettings settings;
    private final KubernetesClient client;

    WebhookModule(WebhookSettings settings, KubernetesClient client) {
        this.settings = settings;
        this.client = client;
    }

    @Override
    protected void configure() {
        bind(WebhookSettings.class).toInstance(settings);
        bind(KubernetesClient.class).toInstance(client);
        bind(Clock.class).toInstance(Clock.systemUTC());
        bind(PrometheusMeterRegistry.class).toInstance(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        bind(MeterRegistry.class).to(PrometheusMeterRegistry.class);
    }

    @Provides
    @Singleton
    ProcessMetrics metrics(PrometheusMeterRegistry registry) {
        return new ProcessMetrics(registry);
    }

    @Provides
    @Singleton
    ClusterDatasetCatalog clusterCatalog() {
        return new ClusterDatasetCatalog(client);
    }

    @Provides
    @Singleton
    DatasetCatalog catalog(ClusterDatasetCatalog cluster) {
        return WarmUp.with(cluster);
    }

    @Provides
    @Singleton
    InjectionMode mode() {
        String minor = client.getKubernetesVersion().getMinor().replaceAll("\\D.*", "");
        return InjectionMode.of(settings.injectionMode(), Integer.parseInt(minor));
    }

    @Provides
    @Singleton
    PluginsProfile profile(DatasetCatalog catalog, InjectionMode mode) {
        MutatorSettings common = new MutatorSettings("", catalog, mode == InjectionMode.NATIVE, settings.environment());
        List<PodMutatorProvider> providers = ServiceLoader.load(PodMutatorProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        return new PluginsProfile(settings.profile(), text -> MutatorChains.parse(text, providers, common));
    }

    @Provides
    @Singleton
    CertificateKeeper keeper(Clock clock) {
        return new CertificateKeeper(
                new SecretCertificateStore(client, settings.namespace()),
                List.of(SERVICE + "." + settings.namespace() + ".svc"),
                settings.certificateLife(),
                clock);
    }

    @Provides
    @Singleton
    CertificateKeeper.Current firstCertificate(CertificateKeeper keeper) {
        return keeper.ensure();
    }

    @Provides
    @Singleton
    ReloadableKeyManager keys(CertificateKeeper.Current first) {
        return new ReloadableKeyManager(first.bundle());
    }

    @Provides
    @Singleton
    Registration registration() {
        return new Registration(client);
    }

    @Provides
    @Singleton
    AdmissionServer server(
            ReloadableKeyManager keys, DatasetCatalog catalog, PluginsProfile profile, MeterRegistry registry)
            throws IOException {
        PodAdmission pods = new PodAdmission(
                catalog, profile, new PodAdmission.Settings(settings.isDisabled(), settings.platformLabel()));
        return new AdmissionServer(
                settings.port(),
                keys,
                Map.of(AdmissionServer.MUTATE, new AdmissionHandler(pods, new AdmissionMetrics(registry, "mutate"))));
    }
}
