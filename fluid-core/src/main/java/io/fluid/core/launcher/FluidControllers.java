package io.fluid.core.launcher;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.OptionalBinder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fluid.core.elastic.AnnouncedKind;
import io.fluid.core.elastic.ServedKinds;
import io.fluid.core.engine.EngineRegistry;
import io.fluid.core.engine.LoadedEngine;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.Controller;
import io.fluid.core.kube.ControllerRuntime;
import io.fluid.core.kube.EventRecorder;
import io.fluid.core.kube.Informers;
import io.fluid.core.kube.ObjectKey;
import io.fluid.core.kube.Watch;
import io.fluid.core.kube.Watch.Noticing;
import io.fluid.core.runtime.CacheCleaner;
import io.fluid.core.runtime.CacheReporter;
import io.fluid.core.runtime.HostPorts;
import io.fluid.core.runtime.RuntimeReconciler;
import io.fluid.core.spi.EngineDescriptor;
import io.fluid.core.spi.EngineSettings;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All controllers inside one's own process: datasets, data operations, and the runtimes of every engine on the class
 * path. There is no election of a leader: run it once per cluster, and not beside an installation of the chart.
 *
 * <p>The cluster needs the CRDs and, for mounts in pods, the webhook. An engine whose CRD the cluster does not have is
 * left out.
 */
public final class FluidControllers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FluidControllers.class);

    private final Informers informers;
    private final ControllerRuntime loop;
    private final EventRecorder events;
    private final List<AutoCloseable> background = new ArrayList<>();

    private FluidControllers(Informers informers, ControllerRuntime loop, EventRecorder events) {
        this.informers = informers;
        this.loop = loop;
        this.events = events;
    }

    /**
     * Starts the controllers with the engines on the class path and the defaults of an installation; returns when all
     * watches are filled.
     *
     * @param client how to reach the cluster, as {@link io.fluid.core.kube.KubernetesClients} makes them; it stays the
     *     caller's to close
     */
    public static FluidControllers start(KubernetesClient client) {
        return start(client, EngineRegistry.discover(new EngineSettings(Map.of()), Path.of("")), Map.of());
    }

    /**
     * As {@link #start(KubernetesClient)}.
     *
     * @param engines the engines whose runtimes to serve
     * @param settings what the chart sets as environment variables, for example {@code MOUNT_ROOT}
     */
    public static FluidControllers start(
            KubernetesClient client, EngineRegistry engines, Map<String, String> settings) {
        ProcessSettings process = new ProcessSettings(settings);
        StartOptions options = StartOptions.defaults();
        List<Module> modules = new ArrayList<>(Wiring.ofDatasetController(engines, options, process));
        modules.add(new ProcessModule("fluid", process, client));
        List<LoadedEngine> served =
                engines.all().stream().filter(engine -> isThere(engine, client)).toList();
        modules.add(new Kinds(served));
        Injector injector = Guice.createInjector(modules);
        ControllerRuntime loop = injector.getInstance(ControllerRuntime.class);
        FluidControllers running = new FluidControllers(
                injector.getInstance(Informers.class), loop, injector.getInstance(EventRecorder.class));
        try {
            controllers(injector).stream()
                    // They would start and stop Deployments, of which there are none.
                    .filter(controller -> !controller.name().equals(DatasetControllerModule.RUNTIME_CONTROLLERS))
                    .forEach(loop::add);
            for (LoadedEngine engine : served) {
                running.add(engine, engines, process, injector);
            }
            loop.start().join();
            return running;
        } catch (RuntimeException e) {
            running.close();
            throw e;
        }
    }

    private static boolean isThere(LoadedEngine engine, KubernetesClient client) {
        EngineDescriptor descriptor = engine.descriptor();
        boolean supported = client.supports(descriptor.apiVersion(), descriptor.runtimeKind());
        if (!supported) {
            LOG.warn("{} is left out: the cluster has no such kind", engine);
        }
        return supported;
    }

    private void add(LoadedEngine engine, EngineRegistry engines, ProcessSettings settings, Injector shared) {
        EngineDescriptor descriptor = engine.descriptor();
        List<Module> modules =
                new ArrayList<>(Wiring.ofRuntimeController(engine, engines, StartOptions.defaults(), settings));
        modules.add(new Shared(shared));
        Injector own = Guice.createInjector(modules);
        background.add(own.getInstance(CacheReporter.class));
        background.add(own.getInstance(CacheCleaner.class));
        controllers(own).forEach(loop::add);
        loop.watch(
                DatasetControllerModule.DATASETS,
                new Watch<>(
                        RuntimeReconciler.kind(descriptor),
                        "",
                        Map.of(),
                        Noticing.ALL_BUT_STATUS,
                        runtime -> List.of(ObjectKey.of(runtime))));
    }

    private static Set<Controller> controllers(Injector injector) {
        return injector.getInstance(Key.get(new TypeLiteral<Set<Controller>>() {}));
    }

    /** Lets running work finish, for a few seconds at most, and ends all watches. What runs in the cluster goes on. */
    @Override
    public void close() {
        loop.close();
        background.forEach(FluidControllers::end);
        informers.close();
        events.close();
    }

    private static void end(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception e) {
            LOG.warn("{} does not end", one, e);
        }
    }

    /** No Deployment announces what is served here. */
    private static final class Kinds extends AbstractModule {
        private final List<AnnouncedKind> kinds;

        Kinds(List<LoadedEngine> engines) {
            this.kinds = engines.stream()
                    .map(LoadedEngine::descriptor)
                    .map(engine -> new AnnouncedKind(engine.runtimeType(), RuntimeReconciler.kind(engine)))
                    .toList();
        }

        @Override
        protected void configure() {
            OptionalBinder.newOptionalBinder(binder(), ServedKinds.class)
                    .setBinding()
                    .toInstance(() -> kinds);
        }
    }

    /** Gives an engine's controller what the others have. */
    private static final class Shared extends AbstractModule {
        private final Injector from;

        Shared(Injector from) {
            this.from = from;
        }

        @Override
        protected void configure() {
            bind(Cluster.class).toInstance(from.getInstance(Cluster.class));
            bind(Clock.class).toInstance(from.getInstance(Clock.class));
            bind(MeterRegistry.class).toInstance(from.getInstance(MeterRegistry.class));
            bind(HostPorts.class).toInstance(from.getInstance(HostPorts.class));
        }
    }
}
