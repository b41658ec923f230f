package io.fluid.core.kube;

import io.fabric8.kubernetes.api.builder.Builder;
import io.fabric8.kubernetes.api.builder.Editable;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** Copies of Kubernetes objects. */
public final class Copies {

    private Copies() {}

    /**
     * A copy with metadata of its own. A builder makes it where there is one: before Jackson reads an object from JSON it
     * learns the whole class.
     */
    @SuppressWarnings("unchecked") // an object's builder makes its like
    public static <T extends HasMetadata> T of(T object) {
        return object instanceof Editable<?> editable && editable.edit() instanceof Builder<?> builder
                ? (T) builder.build()
                : KubernetesClients.SERIALIZATION.clone(object);
    }
}
