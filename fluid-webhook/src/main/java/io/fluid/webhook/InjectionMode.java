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

    /**
     * The mode of a setting.
     *
     * @param setting {@code auto}, {@code native-sidecar}, {@code default} or {@code legacy}
     * @param serverMinor minor version of the API server
     * @throws IllegalArgumentException for another setting, or one that the cluster cannot have
     */
    static InjectionMode of(String setting, int serverMinor) {
        boolean available = serverMinor >= NATIVE_SINCE;
        return switch (setting.toLowerCase(Locale.ROOT)) {
            case "", "auto" -> available ? NATIVE : DEFAULT;
            case "native-sidecar" -> {
                if (!available) {
                    throw new IllegalArgumentException(
                            "FUSE_SIDECAR_INJECTION_MODE: \"" + setting + "\" needs Kubernetes 1." + NATIVE_SINCE
                                    + " or newer, this cluster has 1." + serverMinor + "; set auto or default");
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
