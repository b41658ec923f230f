package io.fluid.webhook;

import io.fluid.webhook.Certificates.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Changes the certificate without a request being lost. The API server takes a moment to hear of a new authority; until
 * the next look the certificate before it is shown, which is believed all the time.
 */
final class CertificateRotation {

    private static final Logger LOG = LoggerFactory.getLogger(CertificateRotation.class);

    private final Supplier<CertificateKeeper.Current> kept;
    private final Consumer<String> trust;
    private final ReloadableKeyManager keys;
    private Bundle announced;

    /**
     * @param kept what all replicas agree on now
     * @param trust has the API server trust these authorities
     * @param shown the certificate that is shown now
     */
    CertificateRotation(
            Supplier<CertificateKeeper.Current> kept, Consumer<String> trust, ReloadableKeyManager keys, Bundle shown) {
        this.kept = kept;
        this.trust = trust;
        this.keys = keys;
        this.announced = shown;
    }

    /** One look at the certificate; a failure is logged and left to the next. */
    synchronized void look() {
        try {
            CertificateKeeper.Current current = kept.get();
            trust.accept(current.trusted());
            if (current.bundle().equals(announced)) {
                keys.use(announced);
            }
            announced = current.bundle();
        } catch (RuntimeException e) {
            LOG.warn("cannot look after the certificate, trying again: {}", e.getMessage());
        }
    }
}
