package io.fluid.webhook;

import java.util.Locale;

/** How a sidecar stands in the pod. */
enum InjectionMode {
    /** An init container that keeps running: the kubelet starts it first, ends it last, and Jobs complete beside it. */
    NATIVE,
    /** An ordinary container, for clusters without native sidecars. */
    DEFAULT;

    /** First minor version of Kubernetes 1 that has native sidecars without an extra switch. */
    private static final int NATIVE_SINCE = 29;

    /** The first that has them with the feature gate SidecarContainers, which only who runs the cluster knows. */
    private static final int NATIVE_WITH_GATE_SINCE = 28;

    /**
     * The mode of a setting.
     *
     * @param setting {@code auto}, {@code native-sidecar}, {@code default} or {@code legacy}
     * @param serverMinor minor version of the API server
     * @throws IllegalArgumentException for another setting, or one that the cluster cannot have
     */
    static InjectionMode of(String setting, int serverMinor) {
        return switch (setting.toLowerCase(Locale.ROOT)) {
            case "", "auto" -> serverMinor >= NATIVE_SINCE ? NATIVE : DEFAULT;
            case "native-sidecar" -> {
                if (serverMinor < NATIVE_WITH_GATE_SINCE) {
                    throw new IllegalArgumentException("FUSE_SIDECAR_INJECTION_MODE: \"" + setting
                            + "\" needs Kubernetes 1." + NATIVE_WITH_GATE_SINCE + " or newer, this cluster has 1."
                            + serverMinor + "; set auto or default");
                }
                yield NATIVE;
            }
            case "default", "legacy" -> DEFAULT;
            default ->
                throw new IllegalArgumentException("FUSE_SIDECAR_INJECTION_MODE: \"" + setting
                        + "\" is not accepted; expected auto, native-sidecar, default or legacy");
        };
    }
}
