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
     */
    static InjectionMode of(String setting, int serverMinor) {
        return switch (setting.toLowerCase(Locale.ROOT)) {
            case "", "auto" -> serverMinor >= NATIVE_SINCE ? NATIVE : DEFAULT;
            case "native-sidecar" -> NATIVE;
            case "default", "legacy" -> DEFAULT;
            default ->
                throw new IllegalArgumentException("FUSE_SIDECAR_INJECTION_MODE: \"" + setting
                        + "\" is not accepted; expected auto, native-sidecar, default or legacy");
        };
    }
}
