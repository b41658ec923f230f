package io.fluid.webhook;

import com.google.common.base.Suppliers;
import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fluid.core.engine.EngineRegistry;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.EventRecorder;
import io.fluid.core.kube.Informers;
import io.fluid.core.kube.KubernetesCluster;
import io.fluid.core.launcher.ProcessMetrics;
import io.fluid.core.runtime.RuntimeRules;
import io.fluid.core.runtime.RuntimeSettings;
import io.fluid.core.spi.EngineSettings;
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
import java.util.function.Supplier;

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
    WatchedCluster cluster() {
        return new WatchedCluster(client);
    }

    @Provides
    @Singleton
    DatasetCatalog catalog(WatchedCluster cluster) {
        return WarmUp.with(new ClusterDatasetCatalog(cluster));
    }

    @Provides
    @Singleton
    InjectionMode mode() {
        String minor = client.getKubernetesVersion().getMinor().replaceAll("\\D.*", "");
        return InjectionMode.of(settings.injectionMode(), Integer.parseInt(minor));
    }

    @Provides
    @Singleton
    PluginsProfile profile(DatasetCatalog catalog, InjectionMode mode, MeterRegistry registry, Clock clock) {
        MutatorSettings common = new MutatorSettings("", catalog, mode == InjectionMode.NATIVE, settings.environment());
        List<PodMutatorProvider> providers = ServiceLoader.load(PodMutatorProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        Cluster cluster =
                new KubernetesCluster(client, new Informers(client), new EventRecorder(client, "fluid-webhook", clock));
        return new PluginsProfile(
                settings.profile(),
                text -> MutatorChains.parse(text, providers, common),
                new ProfileRefusals(cluster, settings.namespace(), registry));
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
    Registrations registrations(CertificateKeeper keeper) {
        Supplier<String> authorities = () -> keeper.ensure().trusted();
        return new Registrations(
                List.of(Registration.ofPods(client, authorities), Registration.ofResources(client, authorities)));
    }

    @Provides
    @Singleton
    AdmissionServer server(
            ReloadableKeyManager keys,
            DatasetCatalog catalog,
            WatchedCluster cluster,
            PluginsProfile profile,
            MeterRegistry registry)
            throws IOException {
        PodAdmission pods = new PodAdmission(
                catalog, profile, new PodAdmission.Settings(settings.isDisabled(), settings.platformLabel()));
        // Engines are only looked for when the first runtime is validated: pods do not wait for that.
        ResourceValidation resources = new ResourceValidation(
                cluster,
                Suppliers.memoize(() -> new RuntimeRules(
                        EngineRegistry.discover(new EngineSettings(settings.environment()), settings.engines()),
                        RuntimeSettings.facts(settings.environment()))));
        return new AdmissionServer(
                settings.port(),
                keys,
                Map.of(
                        AdmissionServer.MUTATE,
                        new AdmissionHandler(pods, new AdmissionMetrics(registry, "mutate")),
                        AdmissionServer.VALIDATE,
                        new AdmissionHandler(resources, new AdmissionMetrics(registry, "validate"))));
    }
}
