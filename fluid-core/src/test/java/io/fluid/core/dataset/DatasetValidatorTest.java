package io.fluid.core.dataset;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.core.spi.Problem;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class DatasetValidatorTest {

    @Test
    void aSecretOfAMountMayReplaceWhatIsSharedInPlainText() {
        assertThat(problems("""
                sharedOptions: {token: open}
                mounts:
                - {mountPoint: s3://a, name: a, encryptOptions: [%s]}
                """)).isEmpty();
    }

    @Test
    void anOptionIsGivenOnceInAPlace() {
        assertThat(problems("""
                sharedOptions: {token: open}
                sharedEncryptOptions: [%1$s]
                mounts:
                - {mountPoint: s3://a, name: a, options: {token: open}, encryptOptions: [%1$s]}
                - {mountPoint: s3://b, name: b, encryptOptions: [%1$s, %1$s]}
                """))
                .containsExactly(
                        "Dataset.spec.mounts[0].encryptOptions[0].name",
                        "Dataset.spec.mounts[1].encryptOptions[1].name",
                        "Dataset.spec.sharedEncryptOptions[0].name");
    }

    @Test
    void twoMountsAreNotAtOnePathHoweverItIsWritten() {
        assertThat(problems("""
                mounts:
                - {mountPoint: s3://a, name: a, path: /x}
                - {mountPoint: s3://b, name: b, path: //x/}
                - {mountPoint: s3://c, name: c, path: x}
                """)).containsExactly("Dataset.spec.mounts[1].path");
    }

    private static List<String> problems(String spec) {
        String secret = "{name: token, valueFrom: {secretKeyRef: {name: keys, key: token}}}";
        Dataset dataset = Serialization.unmarshal(
                "metadata: {name: demo}\nspec:\n" + spec.formatted(secret).indent(2), Dataset.class);
        return DatasetValidator.validate(dataset).stream().map(Problem::field).toList();
    }
}
