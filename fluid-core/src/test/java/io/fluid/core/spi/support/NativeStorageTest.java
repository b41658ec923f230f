package io.fluid.core.spi.support;

import io.fabric8.kubernetes.api.model.Volume;
import io.fluid.core.spi.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class NativeStorageTest {

    @Test
    void a_claim_is_mounted_with_the_folder_that_follows_its_name() {
        NativeStorage storage = NativeStorage.of("pvc://nas.1/models/llm").orElseThrow();
        assertThat(problems(storage)).isEmpty();
        assertThat(storage.folder()).contains("models/llm");
        Volume volume = storage.volume("ufs");
        assertThat(volume.getName()).isEqualTo("ufs");
        assertThat(volume.getPersistentVolumeClaim().getClaimName()).isEqualTo("nas.1");
        assertThat(volume.getHostPath()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pvc://nas", "pvc://nas/"})
    void a_claim_alone_is_mounted_whole(String uri) {
        NativeStorage storage = NativeStorage.of(uri).orElseThrow();
        assertThat(problems(storage)).isEmpty();
        assertThat(storage.source()).isEqualTo("nas");
        assertThat(storage.folder()).isEmpty();
    }

    @Test
    void a_folder_of_a_node_has_to_be_there() {
        NativeStorage storage = NativeStorage.of("local:///mnt/data").orElseThrow();
        assertThat(problems(storage)).isEmpty();
        assertThat(storage.folder()).isEmpty();
        Volume volume = storage.volume("ufs");
        assertThat(volume.getHostPath().getPath()).isEqualTo("/mnt/data");
        assertThat(volume.getHostPath().getType()).isEqualTo("Directory");
        assertThat(volume.getPersistentVolumeClaim()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://bucket/folder", "https://host/file", "local:/mnt", "/mnt", ""})
    void what_the_cache_reaches_by_itself_is_no_volume(String uri) {
        assertThat(NativeStorage.of(uri)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pvc://", "pvc:///folder", "pvc://Nas", "pvc://nas//folder", "pvc://nas/../other"})
    void claims_that_kubernetes_would_not_mount_are_told(String uri) {
        assertThat(problems(new NativeStorage(uri)))
                .containsExactly(new Problem("at", uri, "pvc://claim or pvc://claim/folder"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"local://", "local://mnt", "local:///mnt:ro", "local:///mnt/../etc"})
    void folders_that_kubernetes_would_not_mount_are_told(String uri) {
        assertThat(problems(new NativeStorage(uri)))
                .containsExactly(new Problem("at", uri, "local:// with an absolute path without .. and colons"));
    }

    private static List<Problem> problems(NativeStorage storage) {
        Problems problems = new Problems();
        storage.check("at", problems);
        return problems.all();
    }
}
