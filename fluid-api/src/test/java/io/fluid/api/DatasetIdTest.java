package io.fluid.api;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DatasetIdTest {

    private static final String UID = "6d2a7b1e-0000-4000-8000-000000000001";

    @Test
    void shortNamesStayReadable() {
        DatasetId id = DatasetId.of("default", "hbase", UID);

        assertThat(id.value()).isEqualTo("default-hbase");
        assertThat(id.key(Labels.STORAGE_PREFIX)).isEqualTo("fluid.io/s-default-hbase");
        assertThat(Labels.storage("alluxio", id)).isEqualTo("fluid.io/s-alluxio-default-hbase");
        assertThat(Labels.size("alluxio", Labels.Medium.MEMORY, id)).isEqualTo("fluid.io/s-h-alluxio-m-default-hbase");
    }

    @Test
    void uidTakesOverFrom63CharactersOnCountedWithThePrefix() {
        DatasetId longest = DatasetId.of("ns", "a".repeat(59), UID);
        DatasetId tooLong = DatasetId.of("ns", "a".repeat(60), UID);

        assertThat(longest.value()).hasSize(62).startsWith("ns-");
        assertThat(tooLong.value()).isEqualTo(UID);
        assertThat(longest.key(Labels.STORAGE_PREFIX)).isEqualTo("fluid.io/s-" + UID);
    }

    @Test
    void aLongNameWithoutUidIsAnErrorThatSaysSo() {
        assertThatThrownBy(() -> DatasetId.of("ns", "a".repeat(60), "").value())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("needs the Dataset's uid");
    }
}
