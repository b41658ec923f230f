package io.fluid.core.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;

/**
 * A kind and the class that it is read as. One kind is read as one class throughout a process.
 *
 * @param type class of the objects
 * @param group API group; empty for the core group
 * @param version API version
 * @param kind kind as in a manifest
 * @param plural resource name as in a URL
 * @param namespaced whether objects live in namespaces
 * @param <T> class of the objects
 */
public record ResourceKind<T extends HasMetadata>(
        Class<T> type, String group, String version, String kind, String plural, boolean namespaced) {

    private static final ClassValue<ResourceKind<?>> KINDS = new ClassValue<>() {
        @Override
        protected ResourceKind<?> computeValue(Class<?> type) {
            return read(type.asSubclass(HasMetadata.class));
        }
    };

    /** The kind of a class that carries its own name: built-in kinds and those of fluid-api. */
    @SuppressWarnings("unchecked") // computed from this class
    public static <T extends HasMetadata> ResourceKind<T> of(Class<T> type) {
        return (ResourceKind<T>) KINDS.get(type);
    }

    private static <T extends HasMetadata> ResourceKind<T> read(Class<T> type) {
        if (GenericKubernetesResource.class.isAssignableFrom(type)) {
            throw new IllegalArgumentException("a generic class does not tell its kind; use generic(…)");
        }
        String apiVersion = HasMetadata.getApiVersion(type);
        int slash = apiVersion.indexOf('/');
        return new ResourceKind<>(
                type,
                slash < 0 ? "" : apiVersion.substring(0, slash),
                apiVersion.substring(slash + 1),
                HasMetadata.getKind(type),
                HasMetadata.getPlural(type),
                Namespaced.class.isAssignableFrom(type));
    }

    /** A namespaced kind that is known only at run time. */
    public static ResourceKind<GenericKubernetesResource> generic(
            String group, String version, String kind, String plural) {
        return new ResourceKind<>(GenericKubernetesResource.class, group, version, kind, plural, true);
    }

    /** The same kind, read as it comes. */
    ResourceKind<GenericKubernetesResource> generic() {
        return new ResourceKind<>(GenericKubernetesResource.class, group, version, kind, plural, namespaced);
    }

    /** {@code group/version} as in a manifest. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** Where the API server has the object. */
    String path(ObjectKey key) {
        String root = group.isEmpty() ? "/api/" : "/apis/";
        String scope = key.namespace().isEmpty() ? "" : "/namespaces/" + key.namespace();
        return root + apiVersion() + scope + "/" + plural + "/" + key.name();
    }

    /** An object that has only its name. */
    T named(ObjectKey key) {
        try {
            T object = type.getDeclaredConstructor().newInstance();
            if (object instanceof GenericKubernetesResource) {
                ((GenericKubernetesResource) object).setKind(kind);
            }
            object.setApiVersion(apiVersion());
            object.setMetadata(new ObjectMetaBuilder()
                    .withName(key.name())
                    .withNamespace(key.namespace().isEmpty() ? null : key.namespace())
                    .build());
            return object;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.getName() + " needs a public constructor without parameters", e);
        }
    }

    /** Whether the object is of this kind. */
    public boolean covers(HasMetadata object) {
        return apiVersion().equals(object.getApiVersion()) && kind.equals(object.getKind());
    }

    @Override
    public String toString() {
        return kind;
    }
}
