package io.fluid.core.spi.support;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.api.v1alpha1.DatasetSpec;
import io.fluid.api.v1alpha1.SecretKeySelector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class DatasetMountTest {

    @Test
    void whatTheMountSaysReplacesWhatIsShared() {
        DatasetMount mount = only("""
                sharedOptions: {region: eu, endpoint: here, token: open, id: open}
                sharedEncryptOptions:
                - {name: secret, valueFrom: {secretKeyRef: {name: shared, key: secret}}}
                - {name: user, valueFrom: {secretKeyRef: {name: shared, key: user}}}
                mounts:
                - mountPoint: s3://bucket
                  options: {endpoint: there, user: me}
                  encryptOptions:
                  - {name: token, valueFrom: {secretKeyRef: {name: own, key: token}}}
                  - {name: id}
                """);

        assertThat(mount.options())
                .containsExactly(Map.entry("region", "eu"), Map.entry("endpoint", "there"), Map.entry("user", "me"));
        assertThat(mount.secrets().keySet()).containsExactly("secret", "token");
        assertThat(mount.secrets().get("token"))
                .extracting(SecretKeySelector::name)
                .isEqualTo("own");
    }

    @ParameterizedTest
    @CsvSource({
        "{name: a}, /a",
        "{name: a/b}, /a/b",
        "{name: a; path: /}, /",
        "{name: a; path: //b//c/}, /b/c",
        "{name: a; path: b}, /a",
        "{path: ''}, /",
        "{}, /",
    })
    void aMountIsAtItsPathOrAtItsName(String place, String path) {
        DatasetMount mount = only("mounts:\n- " + place.replace(';', ',').replace("{", "{mountPoint: local:///x, "));

        assertThat(mount.path()).isEqualTo(path);
        assertThat(mount.below("/root")).isEqualTo(path.equals("/") ? "/root" : "/root" + path);
    }

    private static DatasetMount only(String dataset) {
        return DatasetMount.of(Serialization.unmarshal(dataset, DatasetSpec.class))
                .get(0);
    }
}
