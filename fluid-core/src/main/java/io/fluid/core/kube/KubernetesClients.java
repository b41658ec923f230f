package io.fluid.core.kube;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fluid.core.json.LazyModels;

import java.net.http.HttpClient;

/** Clients of the API server as the controllers need them. */
public final class KubernetesClients {

    /**
     * How this process reads and writes objects. There is one for all: what it has to learn about Kubernetes' classes is a
     * good part of a start. So it looks for none: a watch tells it of the class that it follows ({@link
     * KubernetesSerialization#registerKubernetesResource(Class)}), and what it was not told of is read twice.
     */
    public static final KubernetesSerialization SERIALIZATION =
            new KubernetesSerialization(new ObjectMapper().registerModule(new LazyModels()), false);

    static {
        // What a watch says when it cannot go on.
        SERIALIZATION.registerKubernetesResource(Status.class);
    }

    private KubernetesClients() {}

    /**
     * A client that watches until it is closed.
     *
     * <p>It speaks HTTP/1.1: over HTTP/2 the JDK's client fails, instead of waiting, beyond the server's limit of streams.
     * And it watches without web sockets, for the JDK's may miss that their connection has ended (see {@link
     * WatchfulHttpClient}). What it loads without being told the class, as by {@link
     * io.fabric8.kubernetes.client.KubernetesClient#load}, is a {@link
     * io.fabric8.kubernetes.api.model.GenericKubernetesResource}, unless the class is registered with {@link #SERIALIZATION}.
     * Controllers of runtimes register for nodes one that has the metadata only: who loads a node names its class.
     *
     * @param config how to reach the cluster; it is changed
     */
    public static KubernetesClientBuilder builder(Config config) {
        FirstWork none = new FirstWork();
        none.end();
        return builder(config, none);
    }

    /** As {@link #builder(Config)}, for a process whose {@link ControllerRuntime} tells of its first work. */
    public static KubernetesClientBuilder builder(Config config, FirstWork work) {
        config.setHttp2Disable(true);
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(SERIALIZATION)
                .withHttpClientFactory(new Factory(work));
    }

    private static final class Factory extends JdkHttpClientFactory {
        private final FirstWork work;

        Factory(FirstWork work) {
            this.work = work;
        }

        @Override
        protected HttpClient.Builder createNewHttpClientBuilder() {
            return WatchfulHttpClient.wrap(super.createNewHttpClientBuilder(), work);
        }
    }
}
