package io.fluid.testkit;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.core.kube.ResourceKind;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A real cluster that has Fluid and the engine installed. Every wait is a watch. */
public final class RealFluid implements FluidCluster {

    private final KubernetesClient client;
    private final Duration patience;

    /**
     * @param client may create what a user of Fluid creates, and read pods and nodes; it is not closed here
     * @param patience longest time that a single wait takes
     */
    public RealFluid(KubernetesClient client, Duration patience) {
        this.client = client;
        this.patience = patience;
    }

    @Override
    public void create(HasMetadata... objects) {
        for (HasMetadata object : objects) {
            client.resource(object).create();
        }
    }

    @Override
    public <T extends HasMetadata> void patch(ResourceKind<T> kind, String namespace, String name, String mergePatch) {
        resource(kind, namespace, name).patch(PatchContext.of(PatchType.JSON_MERGE), mergePatch);
    }

    @Override
    public void delete(HasMetadata object) {
        client.resource(object).delete();
    }

    @Override
    public void lose(Pod pod) {
        client.resource(pod).withGracePeriod(0).delete();
    }

    @Override
    public <T extends HasMetadata> Optional<T> get(ResourceKind<T> kind, String namespace, String name) {
        return Optional.ofNullable(resource(kind, namespace, name).get());
    }

    @Override
    public <T extends HasMetadata> List<T> list(ResourceKind<T> kind, String namespace, Map<String, String> labels) {
        return in(kind, namespace).withLabels(labels).list().getItems();
    }

    @Override
    public <T extends HasMetadata> T await(
            String what, ResourceKind<T> kind, String namespace, String name, Predicate<T> reached) {
        Resource<T> resource = resource(kind, namespace, name);
        try {
            return resource.waitUntilCondition(
                    object -> object != null && reached.test(object), patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (KubernetesClientTimeoutException e) {
            T last = resource.get();
            throw new AssertionError(
                    "not so after " + patience + ": " + what + "; "
                            + (last == null ? "there is no " + kind + " " + name : Serialization.asYaml(last)),
                    e);
        }
    }

    @Override
    public <T extends HasMetadata> void awaitGone(ResourceKind<T> kind, String namespace, String name) {
        Resource<T> resource = resource(kind, namespace, name);
        try {
            resource.waitUntilCondition(Objects::isNull, patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (KubernetesClientTimeoutException e) {
            throw new AssertionError(
                    kind + " " + name + " is still there after " + patience + ": "
                            + Serialization.asYaml(resource.get()),
                    e);
        }
    }

    private <T extends HasMetadata> Resource<T> resource(ResourceKind<T> kind, String namespace, String name) {
        return in(kind, namespace).withName(name);
    }

    private <T extends HasMetadata> NonNamespaceOperation<T, ? extends KubernetesResourceList<T>, Resource<T>> in(
            ResourceKind<T> kind, String namespace) {
        MixedOperation<T, ? extends KubernetesResourceList<T>, Resource<T>> all = all(kind);
        return kind.namespaced() ? all.inNamespace(namespace) : all;
    }

    @SuppressWarnings("unchecked") // the kind says which class it is read as
    private <T extends HasMetadata> MixedOperation<T, ? extends KubernetesResourceList<T>, Resource<T>> all(
            ResourceKind<T> kind) {
        if (kind.type() != GenericKubernetesResource.class) {
            return client.resources(kind.type());
        }
        ResourceDefinitionContext context = new ResourceDefinitionContext.Builder()
                .withGroup(kind.group())
                .withVersion(kind.version())
                .withKind(kind.kind())
                .withPlural(kind.plural())
                .withNamespaced(kind.namespaced())
                .build();
        return (MixedOperation<T, ? extends KubernetesResourceList<T>, Resource<T>>)
                (MixedOperation<?, ?, ?>) client.genericKubernetesResources(context);
    }
}
