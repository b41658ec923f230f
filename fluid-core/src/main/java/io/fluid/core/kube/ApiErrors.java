package io.fluid.core.kube;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** Tells apart what the API server refuses. */
public final class ApiErrors {

    private static final String TERMINATING = "NamespaceTerminating";

    private ApiErrors() {}

    /** Nothing can be created because the namespace is going. */
    public static boolean namespaceIsGoing(KubernetesClientException e) {
        if (e.getCode() != 403) {
            return false;
        }
        boolean stated = e.getStatus() != null
                && e.getStatus().getDetails() != null
                && e.getStatus().getDetails().getCauses().stream()
                        .anyMatch(cause -> TERMINATING.equals(cause.getReason()));
        return stated || String.valueOf(e.getMessage()).contains("because it is being terminated");
    }

    /** There is no room for the object now; the same request may be granted later. */
    public static boolean exceedsQuota(KubernetesClientException e) {
        return e.getCode() == 403 && String.valueOf(e.getMessage()).contains("exceeded quota");
    }

    /** What the API server says, without what the client says around it. */
    public static String text(KubernetesClientException e) {
        boolean stated = e.getStatus() != null && e.getStatus().getMessage() != null;
        return stated ? e.getStatus().getMessage() : String.valueOf(e.getMessage());
    }

    /** The object itself is refused; the same request will be refused again. */
    public static boolean isRefusal(KubernetesClientException e) {
        // An apply with two entries of one key in a list, such as two variables of one name, is answered as a fault.
        boolean unreadable =
                e.getCode() == 500 && String.valueOf(e.getMessage()).contains("create typed patch object");
        return e.getCode() == 400 || e.getCode() == 403 || e.getCode() == 422 || unreadable;
    }
}
