package io.fluid.e2e.embedding;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fluid.core.launcher.FluidControllers;

/** Shown in docs/embedding.md. */
final class ControllersExample {

    private ControllersExample() {}

    interface Application {
        void run(KubernetesClient client);
    }

    static void run(Config base, Application application) {
        // docs: controllers
        Config config = new ConfigBuilder(base).withHttp2Disable(true).build();
        try (KubernetesClient client =
                        new KubernetesClientBuilder().withConfig(config).build();
                FluidControllers controllers = FluidControllers.start(client)) {
            application.run(client);
        }
        // docs: end
    }
}
