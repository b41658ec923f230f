package io.fluid.core.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fluid.api.Annotations;
import io.fluid.core.json.Json;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.ObjectKey;
import io.fluid.core.kube.ResourceKind;
import io.fluid.core.runtime.HostPorts.Owner;
import io.fluid.core.spi.PortClaim;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Gives host ports to caches so that no two caches of the process share one. What is given is to be written to the runtime
 * before anything listens there, so that a restart finds it again.
 */
final class PortAllocator {

    private static final TypeReference<TreeMap<String, Integer>> PORT_MAP = new TypeReference<>() {};

    private final Cluster cluster;
    private final ResourceKind<GenericKubernetesResource> kind;
    private final PortRange range;

    private final HostPorts shared;

    PortAllocator(Cluster cluster, ResourceKind<GenericKubernetesResource> kind, PortRange range, HostPorts shared) {
        this.cluster = cluster;
        this.kind = kind;
        this.range = range;
        this.shared = shared;
        synchronized (shared) {
            shared.kinds.add(kind);
        }
    }

    /**
     * The ports for the claims: those that the runtime has already, and new ones for the rest. They are kept for it until
     * it is {@linkplain #forget forgotten}; the caller writes them to the runtime.
     *
     * @throws PortsExhaustedException when the range has no free port left
     */
    Map<String, Integer> allocate(GenericKubernetesResource runtime, List<PortClaim> claims) {
        Owner self = new Owner(kind, ObjectKey.of(runtime));
        Map<String, Integer> before = readable(runtime);
        synchronized (shared) {
            if (before.equals(shared.given.get(self)) && serves(before, claims)) {
                return before;
            }
            Map<String, Integer> ports = assign(claims, before, takenByOthers(self), range);
            // The write may happen although it fails, and the next one must not get the same ports.
            shared.given.put(self, ports);
            return ports;
        }
    }

    private static boolean serves(Map<String, Integer> ports, List<PortClaim> claims) {
        return ports.size() == claims.size()
                && claims.stream()
                        .allMatch(claim -> ports.containsKey(claim.name())
                                && (claim.fixed().isEmpty() || claim.fixed().getAsInt() == ports.get(claim.name())));
    }

    /** What is written to a runtime that has these ports. */
    static Map<String, @Nullable String> annotation(Map<String, Integer> ports) {
        Map<String, @Nullable String> annotation = new HashMap<>();
        annotation.put(Annotations.RUNTIME_PORTS, ports.isEmpty() ? null : json(ports));
        return annotation;
    }

    /**
     * Gives each claim its fixed port, or the one that it had before, or the first free one.
     *
     * @throws PortsExhaustedException when the range has no free port left
     */
    static Map<String, Integer> assign(
            List<PortClaim> claims, Map<String, Integer> before, Set<Integer> takenByOthers, PortRange range) {
        Set<Integer> taken = new HashSet<>(takenByOthers);
        Map<String, Integer> ports = new TreeMap<>();
        for (PortClaim claim : claims) {
            claim.fixed().ifPresent(port -> ports.put(claim.name(), port));
        }
        taken.addAll(ports.values());
        for (PortClaim claim : claims) {
            Integer kept = before.get(claim.name());
            if (claim.fixed().isEmpty() && kept != null && taken.add(kept)) {
                ports.put(claim.name(), kept);
            }
        }
        for (PortClaim claim : claims) {
            if (!ports.containsKey(claim.name())) {
                ports.put(claim.name(), free(claim, taken, range));
            }
        }
        return ports;
    }

    /**
     * The ports that a runtime has; none when it has none.
     *
     * @throws IllegalArgumentException when what it has is no map of ports
     */
    static Map<String, Integer> recorded(GenericKubernetesResource runtime) {
        String text = RuntimeView.annotation(runtime, Annotations.RUNTIME_PORTS);
        if (text == null) {
            return Map.of();
        }
        try {
            Map<String, Integer> ports = Json.MAPPER.readValue(text, PORT_MAP);
            if (ports != null && ports.values().stream().allMatch(port -> port != null && port > 0 && port < 65536)) {
                return ports;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(unreadable(runtime, text), e);
        }
        throw new IllegalArgumentException(unreadable(runtime, text));
    }

    private static String unreadable(GenericKubernetesResource runtime, String text) {
        return "annotation " + Annotations.RUNTIME_PORTS + " of " + ObjectKey.of(runtime) + " is no JSON map of ports: "
                + text;
    }

    /** As {@link #recorded}, for those to whom what cannot be read is none. */
    static Map<String, Integer> readable(GenericKubernetesResource runtime) {
        try {
            return recorded(runtime);
        } catch (IllegalArgumentException unreadable) {
            return Map.of();
        }
    }

    void forget(ObjectKey runtime) {
        synchronized (shared) {
            shared.given.remove(new Owner(kind, runtime));
        }
    }

    private static int free(PortClaim claim, Set<Integer> taken, PortRange range) {
        for (int port = range.first(); port <= range.last(); port++) {
            if (taken.add(port)) {
                return port;
            }
        }
        throw new PortsExhaustedException(
                "no free host port for \"" + claim.name() + "\" in the range " + range + "; enlarge the range");
    }

    private Set<Integer> takenByOthers(Owner self) {
        for (ResourceKind<GenericKubernetesResource> one : shared.kinds) {
            for (GenericKubernetesResource other : cluster.list(one, "", Map.of())) {
                shared.given.computeIfAbsent(new Owner(one, ObjectKey.of(other)), key -> readable(other));
            }
        }
        Set<Integer> taken = new HashSet<>();
        shared.given.forEach((key, ports) -> {
            if (!key.equals(self)) {
                taken.addAll(ports.values());
            }
        });
        return taken;
    }

    private static String json(Map<String, Integer> ports) {
        try {
            return Json.MAPPER.writeValueAsString(ports);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The range has no free port left. */
    static final class PortsExhaustedException extends RuntimeException {
        PortsExhaustedException(String message) {
            super(message);
        }
    }
}
