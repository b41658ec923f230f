package io.fluid.e2e.embedding;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fluid.core.kube.KubernetesClients;
import io.fluid.core.launcher.FluidControllers;

/** Shown in docs/embedding.md. */
final class ControllersExample {

    private ControllersExample() {}

    interface Application {
        void run(KubernetesClient client);
    }

    static void run(Config config, Application application) {
        // docs: controllers
        try (KubernetesClient client = KubernetesClients.builder(config).build();
                FluidControllers controllers = FluidControllers.start(client)) {
            application.run(client);
        }
        // docs: end
    }
}
