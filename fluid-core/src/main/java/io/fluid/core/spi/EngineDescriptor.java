package io.fluid.core.spi;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who an engine is. No two engines of an installation may share a kind, a type or an alias; two that do are refused at
 * the start of the controller, with both named.
 *
 * @param runtimeKind kind of the runtime resource that selects this engine, for example {@code AlluxioRuntime}: letters
 *     and digits, the first a capital letter
 * @param runtimeType short lower-case name, for example {@code alluxio}: value of {@code status.runtimes[].type}, part
 *     of node labels, of the controller's name and of the mount path. At most 20 characters: letters, digits and
 *     hyphens, beginning with a letter and not ending with a hyphen
 * @param aliases further names under which users know the engine; matched without regard to case; may be empty
 * @param group API group of the runtime resource, for example {@code data.fluid.io}; a domain of the author's
 * @param version API version of the runtime resource, for example {@code v1alpha1}
 * @param plural resource name in lower case, for example {@code alluxioruntimes}
 */
public record EngineDescriptor(
        String runtimeKind, String runtimeType, Set<String> aliases, String group, String version, String plural) {

    private static final Pattern KIND = Pattern.compile("[A-Z][A-Za-z0-9]*");
    private static final Pattern TYPE = Pattern.compile("[a-z]([-a-z0-9]{0,18}[a-z0-9])?");
    private static final Pattern PLURAL = Pattern.compile("[a-z][a-z0-9]*");

    /**
     * A descriptor of names that can be part of Kubernetes' names.
     *
     * @throws IllegalArgumentException when one cannot; the message names the component, its value and what is accepted
     */
    public EngineDescriptor {
        check("runtimeKind", runtimeKind, KIND.matcher(runtimeKind).matches(), "letters and digits, a capital first");
        check(
                "runtimeType",
                runtimeType,
                TYPE.matcher(runtimeType).matches(),
                "at most 20 lower-case letters, digits and hyphens, a letter first");
        check("group", group, group.contains("."), "an API group such as example.com");
        check("version", version, !version.isBlank(), "an API version such as v1");
        check("plural", plural, PLURAL.matcher(plural).matches(), "lower-case letters and digits");
        aliases = Set.copyOf(aliases);
    }

    private static void check(String component, String value, boolean accepted, String expected) {
        if (!accepted) {
            throw new IllegalArgumentException(
                    "EngineDescriptor." + component + ": \"" + value + "\" is not accepted; expected " + expected);
        }
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
