package io.fluid.e2e.faults;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fluid.core.engine.EngineRegistry;
import io.fluid.core.kube.KubernetesClients;
import io.fluid.core.launcher.FluidControllers;
import io.fluid.core.spi.EngineSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All controllers of one namespace behind a {@link FaultProxy}. When the proxy declares them dead, others take their
 * place, with nothing in memory, as a kubelet restarts a container.
 */
final class Installation implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Installation.class);

    private final Config server;
    private final String namespace;
    private final Faults faults;
    private final List<CompletableFuture<Void>> work = new CopyOnWriteArrayList<>();
    private FaultProxy proxy;
    private Processes processes;
    private boolean closed;

    Installation(Config server, String namespace, Faults faults) {
        this.server = server;
        this.namespace = namespace;
        this.faults = faults;
        start();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what it starts is waited for in the end
    private void start() {
        FaultProxy mine = new FaultProxy(server, namespace, faults);
        proxy = mine;
        processes = new Processes(mine);
        mine.death().thenAccept(last -> work.add(inBackground(() -> restart(last))));
    }

    private static CompletableFuture<Void> inBackground(Runnable task) {
        return CompletableFuture.runAsync(task, run -> Thread.ofVirtual().start(run));
    }

    String namespace() {
        return namespace;
    }

    /** What the controllers of now go through. */
    synchronized FaultProxy proxy() {
        return proxy;
    }

    /** The controllers that a proxy serves. */
    private record Processes(KubernetesClient client, FluidControllers controllers) {

        Processes(FaultProxy proxy) {
            this(connect(proxy));
        }

        private Processes(KubernetesClient client) {
            this(client, start(client));
        }

        private static KubernetesClient connect(FaultProxy proxy) {
            Config config =
                    new ConfigBuilder(Config.empty()).withMasterUrl(proxy.url()).build();
            return KubernetesClients.builder(config).build();
        }

        private static FluidControllers start(KubernetesClient client) {
            EngineRegistry engines = EngineRegistry.discover(new EngineSettings(Map.of()), Path.of(""));
            return FluidControllers.start(client, EngineRegistry.of(engines.get("alluxio")), Map.of());
        }

        void end() {
            controllers.close();
            client.close();
        }
    }

    private synchronized void restart(ApiCall last) {
        if (closed) {
            return;
        }
        LOG.info("{}: the controllers died at {} and start again", namespace, last);
        work.add(inBackground(processes::end));
        start();
    }

    /** Ends all, and fails when controllers could not be started again. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            processes.end();
            proxy.close();
        }
        work.forEach(CompletableFuture::join);
    }
}
