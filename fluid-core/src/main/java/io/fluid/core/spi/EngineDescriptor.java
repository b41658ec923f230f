package io.fluid.core.spi;

import java.util.Set;

/**
 * Who an engine is.
 *
 * @param runtimeKind kind of the runtime resource that selects this engine, for example {@code AlluxioRuntime}
 * @param runtimeType short lower-case name, for example {@code alluxio}: value of {@code status.runtimes[].type}, part
 *     of node labels, of the controller's name and of the mount path
 * @param aliases further names under which users know the engine; matched without regard to case
 * @param group API group of the runtime resource, for example {@code data.fluid.io}
 * @param version API version of the runtime resource, for example {@code v1alpha1}
 * @param plural resource name, for example {@code alluxioruntimes}
 */
public record EngineDescriptor(
        String runtimeKind, String runtimeType, Set<String> aliases, String group, String version, String plural) {

    public EngineDescriptor {
        aliases = Set.copyOf(aliases);
    }

    /** {@code group/version} as in a manifest's {@code apiVersion}. */
    public String apiVersion() {
        return group + "/" + version;
    }

    /** Finalizer that the runtime controller holds on its runtimes. */
    public String finalizer() {
        return runtimeType + "-runtime-controller-finalizer";
    }

    /** Name of the Deployment that runs this engine's controller. */
    public String controllerName() {
        return runtimeType + "runtime-controller";
    }

    /** Name of the leader-election Lease. */
    public String leaseName() {
        return runtimeType + ".data.fluid.io";
    }
}
