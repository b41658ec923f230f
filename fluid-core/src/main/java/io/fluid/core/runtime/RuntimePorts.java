package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;

import java.util.Map;

/** The host ports of a runtime, for those who only read them. */
public final class RuntimePorts {

    private RuntimePorts() {}

    /** The ports that were allocated to the runtime, by name; none when it has none that can be read. */
    public static Map<String, Integer> recorded(GenericKubernetesResource runtime) {
        return PortAllocator.readable(runtime);
    }
}
