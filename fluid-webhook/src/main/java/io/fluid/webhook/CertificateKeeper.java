package io.fluid.webhook;

import io.fluid.webhook.Certificates.Bundle;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps one valid certificate for all replicas. It is renewed when a third of its life is left; the authority before it
 * stays in the trusted bundle, so that replicas which still serve the old certificate are believed during the change.
 */
final class CertificateKeeper {

    private static final String AUTHORITY = "ca-cert.pem";
    private static final String PREVIOUS_AUTHORITY = "ca-cert-previous.pem";
    private static final String SERVING = "cert.pem";
    private static final String KEY = "key.pem";
    private static final int TRIES = 10;

    private final CertificateStore store;
    private final List<String> hosts;
    private final Duration validity;
    private final Clock clock;
    private volatile String lastAuthority = "";

    CertificateKeeper(CertificateStore store, List<String> hosts, Duration validity, Clock clock) {
        this.store = store;
        this.hosts = List.copyOf(hosts);
        this.validity = validity;
        this.clock = clock;
    }

    /**
     * What to serve and what the API server is to trust.
     *
     * @param bundle the certificate to serve
     * @param trusted authorities as one PEM text
     */
    record Current(Bundle bundle, String trusted) {}

    /** The certificate of all replicas, made or renewed if it has to be. */
    Current ensure() {
        for (int i = 0; i < TRIES; i++) {
            Optional<CertificateStore.Entry> kept = store.read();
            if (kept.isPresent() && usable(kept.get().values())) {
                return remembered(kept.get().values());
            }
            Map<String, String> renewed = renewed(kept);
            boolean written = kept.isPresent() ? store.replace(kept.get().version(), renewed) : store.create(renewed);
            if (written) {
                return remembered(renewed);
            }
        }
        throw new IllegalStateException("the certificate changed " + TRIES + " times while it was being renewed");
    }

    private Map<String, String> renewed(Optional<CertificateStore.Entry> kept) {
        Bundle bundle = Certificates.issue(hosts, clock.instant(), validity);
        Map<String, String> values = new LinkedHashMap<>();
        values.put(AUTHORITY, bundle.authority());
        values.put(SERVING, bundle.serving());
        values.put(KEY, bundle.key());
        // Somebody may have deleted or spoilt the Secret while replicas still show the certificate before.
        kept.map(entry -> entry.values().getOrDefault(AUTHORITY, ""))
                .filter(CertificateKeeper::isCertificate)
                .or(() -> Optional.of(lastAuthority).filter(authority -> !authority.isEmpty()))
                .ifPresent(previous -> values.put(PREVIOUS_AUTHORITY, previous));
        return values;
    }

    private Current remembered(Map<String, String> values) {
        Current current = current(values);
        lastAuthority = current.bundle().authority();
        return current;
    }

    private static boolean isCertificate(String pem) {
        try {
            Certificates.parseCertificate(pem);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private boolean usable(Map<String, String> values) {
        if (!values.containsKey(AUTHORITY) || !values.containsKey(SERVING) || !values.containsKey(KEY)) {
            return false;
        }
        try {
            Bundle bundle = current(values).bundle();
            if (!bundle.isConsistent()) {
                return false;
            }
            Instant end = bundle.servingCertificate().getNotAfter().toInstant();
            return clock.instant().plus(validity.dividedBy(3)).isBefore(end);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Current current(Map<String, String> values) {
        return new Current(
                new Bundle(
                        values.getOrDefault(AUTHORITY, ""),
                        values.getOrDefault(SERVING, ""),
                        values.getOrDefault(KEY, "")),
                values.getOrDefault(AUTHORITY, "") + values.getOrDefault(PREVIOUS_AUTHORITY, ""));
    }
}
