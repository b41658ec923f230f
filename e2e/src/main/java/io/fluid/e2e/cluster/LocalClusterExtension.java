package io.fluid.e2e.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fluid.e2e.tools.CacheFolder;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link LocalCluster} or a {@link KubernetesClient}: one cluster for the whole run, the one that
 * {@code bin/cluster up} left running if there is one.
 */
public final class LocalClusterExtension implements ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(LocalClusterExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == LocalCluster.class || type == KubernetesClient.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // The root store closes what it holds when the run ends.
        LocalCluster cluster = context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(LocalCluster.class, _ -> startOrAttach(), LocalCluster.class);
        return parameter.getParameter().getType() == LocalCluster.class ? cluster : cluster.client();
    }

    private static LocalCluster startOrAttach() {
        CacheFolder cache = CacheFolder.ofUser();
        return LocalCluster.attach(cache).orElseGet(() -> LocalCluster.start(cache));
    }
}
