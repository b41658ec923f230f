package io.fluid.webhook;

import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class CertificateKeeperTest {

    private static final Duration VALIDITY = Duration.ofDays(90);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final FakeStore store = new FakeStore();

    @Test
    void replicasConvergeOnOneCertificate() {
        store.beforeCreate = () -> store.create(keeper(START).ensureValues());
        CertificateKeeper.Current slower = keeper(START).ensure();

        assertThat(slower.bundle()).isEqualTo(keeper(START).ensure().bundle());
        assertThat(store.writes).isEqualTo(1);
    }

    @Test
    void aCertificateIsRenewedWhenAThirdOfItsLifeIsLeftAndTheOldAuthorityStaysTrusted() {
        CertificateKeeper.Current first = keeper(START).ensure();
        assertThat(keeper(START.plus(Duration.ofDays(59))).ensure()).isEqualTo(first);

        CertificateKeeper.Current second =
                keeper(START.plus(Duration.ofDays(61))).ensure();

        assertThat(second.bundle()).isNotEqualTo(first.bundle());
        assertThat(second.trusted())
                .contains(first.bundle().authority())
                .contains(second.bundle().authority());
    }

    @Test
    void whatCannotBeReadIsReplaced() {
        store.create(Map.of("ca-cert.pem", "x", "cert.pem", "not a certificate", "key.pem", "x"));

        Certificates.Bundle bundle = keeper(START).ensure().bundle();
        assertThat(bundle.servingCertificate().getNotAfter()).isEqualTo(START.plus(VALIDITY));
        assertThat(bundle.privateKey().getAlgorithm()).isEqualTo("EC");
    }

    @Test
    void aSecretWhosePartsDoNotBelongTogetherIsReplacedAndWhatIsNoAuthorityIsNotTrusted() {
        Certificates.Bundle one = Certificates.issue(List.of("host"), START, VALIDITY);
        Certificates.Bundle other = Certificates.issue(List.of("host"), START, VALIDITY);
        store.create(Map.of("ca-cert.pem", one.authority(), "cert.pem", one.serving(), "key.pem", other.key()));

        CertificateKeeper.Current current = keeper(START).ensure();
        assertThat(current.bundle().serving()).isNotEqualTo(one.serving());
        assertThat(current.trusted()).contains(one.authority());

        store.delete();
        store.create(Map.of("ca-cert.pem", "no certificate", "cert.pem", one.serving(), "key.pem", one.key()));
        assertThat(keeper(START).ensure().trusted()).doesNotContain("no certificate");
    }

    @Test
    void anAuthorityIsStillTrustedWhenTheSecretWasDeleted() {
        CertificateKeeper keeper =
                new CertificateKeeper(store, List.of("host"), VALIDITY, Clock.fixed(START, ZoneOffset.UTC));
        CertificateKeeper.Current first = keeper.ensure();
        store.delete();

        CertificateKeeper.Current second = keeper.ensure();
        assertThat(second.bundle()).isNotEqualTo(first.bundle());
        assertThat(keeper(START).ensure()).isEqualTo(second);
        assertThat(second.trusted()).contains(first.bundle().authority());
    }

    private TestedKeeper keeper(Instant now) {
        return new TestedKeeper(store, now);
    }

    /** A keeper at a moment. */
    private record TestedKeeper(FakeStore store, Instant now) {

        CertificateKeeper.Current ensure() {
            return new CertificateKeeper(store, List.of("host"), VALIDITY, Clock.fixed(now, ZoneOffset.UTC)).ensure();
        }

        Map<String, String> ensureValues() {
            Certificates.Bundle bundle = Certificates.issue(List.of("host"), now, VALIDITY);
            return Map.of("ca-cert.pem", bundle.authority(), "cert.pem", bundle.serving(), "key.pem", bundle.key());
        }
    }

    /** A store that can let another replica be faster. */
    private static final class FakeStore implements CertificateStore {
        private Optional<Entry> entry = Optional.empty();
        private Runnable beforeCreate = () -> {};
        private int writes;

        @Override
        public Optional<Entry> read() {
            return entry;
        }

        @Override
        public boolean create(Map<String, String> values) {
            Runnable other = beforeCreate;
            beforeCreate = () -> {};
            other.run();
            if (entry.isPresent()) {
                return false;
            }
            return write(values);
        }

        @Override
        public boolean replace(String version, Map<String, String> values) {
            return version.equals(entry.orElseThrow().version()) && write(values);
        }

        void delete() {
            entry = Optional.empty();
        }

        private boolean write(Map<String, String> values) {
            writes++;
            entry = Optional.of(new Entry(values, Integer.toString(writes)));
            return true;
        }
    }
}
