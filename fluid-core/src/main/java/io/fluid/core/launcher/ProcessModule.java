package io.fluid.core.launcher;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.Controller;
import io.fluid.core.kube.ControllerRuntime;
import io.fluid.core.kube.EventRecorder;
import io.fluid.core.kube.FirstWork;
import io.fluid.core.kube.Informers;
import io.fluid.core.kube.KubernetesClients;
import io.fluid.core.kube.KubernetesCluster;
import io.fluid.core.spi.EngineSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;

import java.time.Clock;

/** What every controller process has. Modules beside it add their {@link Controller}s to the set. */
final class ProcessModule extends AbstractModule {

    private final String component;
    private final ProcessSettings settings;
    private final @Nullable KubernetesClient given;

    ProcessModule(String component, ProcessSettings settings) {
        this(component, settings, null);
    }

    /** For a process that has a client already. */
    ProcessModule(String component, ProcessSettings settings, @Nullable KubernetesClient given) {
        this.component = component;
        this.settings = settings;
        this.given = given;
    }

    @Override
    protected void configure() {
        Multibinder.newSetBinder(binder(), Controller.class);
        bind(ProcessSettings.class).toInstance(settings);
        bind(EngineSettings.class).toInstance(new EngineSettings(settings.environment()));
        bind(FirstWork.class).toInstance(new FirstWork());
        bind(Clock.class).toInstance(Clock.systemUTC());
        bind(PrometheusMeterRegistry.class).toInstance(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        bind(MeterRegistry.class).to(PrometheusMeterRegistry.class);
    }

    @Provides
    @Singleton
    KubernetesClient client(MeterRegistry metrics, FirstWork work) {
        if (given != null) {
            return given;
        }
        ApiCallCounter calls = new ApiCallCounter(metrics);
        return KubernetesClients.builder(new ConfigBuilder().build(), work)
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("metrics", calls))
                .build();
    }

    @Provides
    @Singleton
    Informers informers(KubernetesClient client) {
        return new Informers(client);
    }

    @Provides
    @Singleton
    EventRecorder events(KubernetesClient client, Clock clock) {
        return new EventRecorder(client, component, clock);
    }

    @Provides
    @Singleton
    Cluster cluster(KubernetesClient client, Informers informers, EventRecorder events) {
        return new KubernetesCluster(client, informers, events);
    }

    @Provides
    @Singleton
    ControllerRuntime loop(Informers informers, MeterRegistry metrics, FirstWork work) {
        return new ControllerRuntime(informers, metrics, work);
    }
}
