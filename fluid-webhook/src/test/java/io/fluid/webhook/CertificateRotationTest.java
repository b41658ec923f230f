package io.fluid.webhook;

import io.fluid.webhook.Certificates.Bundle;
import org.junit.jupiter.api.Test;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class CertificateRotationTest {

    private final Bundle first = bundle();
    private final Bundle second = bundle();
    private final ReloadableKeyManager keys = new ReloadableKeyManager(first);
    private final List<String> trusted = new ArrayList<>();
    private CertificateKeeper.Current kept = new CertificateKeeper.Current(first, "first");

    private final CertificateRotation rotation = new CertificateRotation(() -> kept, trusted::add, keys, first);

    @Test
    void aNewCertificateIsShownOneLookAfterItsAuthorityIsTrusted() {
        kept = new CertificateKeeper.Current(second, "second and first");
        rotation.look();
        assertThat(shown()).isEqualTo(first.servingCertificate());
        assertThat(trusted).containsExactly("second and first");

        rotation.look();
        assertThat(shown()).isEqualTo(second.servingCertificate());
    }

    @Test
    void nothingIsShownThatCouldNotBeTrusted() {
        kept = new CertificateKeeper.Current(second, "second and first");
        CertificateRotation failing = new CertificateRotation(
                () -> kept,
                authorities -> {
                    throw new IllegalStateException("API server away");
                },
                keys,
                first);
        failing.look();
        failing.look();

        assertThat(shown()).isEqualTo(first.servingCertificate());
    }

    private X509Certificate shown() {
        return keys.getCertificateChain("serving")[0];
    }

    private static Bundle bundle() {
        return Certificates.issue(List.of("localhost"), Instant.now(), Duration.ofDays(1));
    }
}
