package io.fluid.core.runtime;

import com.google.inject.Inject;
import com.google.inject.Singleton;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fluid.core.kube.ObjectKey;
import io.fluid.core.kube.ResourceKind;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the controllers of one process have given to runtimes, of whatever kind: embedded ones share their ports. The
 * allocators guard it by its own lock.
 */
@Singleton
public final class HostPorts {

    final Set<ResourceKind<GenericKubernetesResource>> kinds = new LinkedHashSet<>();

    // What each runtime has: by its annotation when it was first seen, then by our own hand, for nobody else gives
    // ports.
    final Map<Owner, Map<String, Integer>> given = new HashMap<>();

    @Inject
    public HostPorts() {}

    record Owner(ResourceKind<GenericKubernetesResource> kind, ObjectKey runtime) {}
}
