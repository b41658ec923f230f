package io.fluid.webhook;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PluginsProfileTest {

    private static final String NONE = "plugins: {}";
    private static final String ONE = "plugins: {serverless: {withDataset: [FuseSidecar]}}";

    @TempDir
    Path folder;

    @Test
    void aChangeAsTheKubeletMakesItIsFollowedAndAWrongOneIsNot() throws IOException {
        mount("v1", NONE);
        Files.createSymbolicLink(folder.resolve("plugins.profile"), Path.of("..data", "plugins.profile"));
        try (PluginsProfile profile = new PluginsProfile(folder.resolve("plugins.profile"), PodAdmissionTest::chains)) {
            profile.follow();
            assertThat(length(profile)).isZero();

            mount("v2", "plugins: {serverless: {withDataset: [Unknown]}}");
            mount("v3", ONE);
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> length(profile) == 1);

            MutatorChains good = profile.get();
            mount("v4", "plugins: [");
            mount("v5", ONE);
            assertThat(profile.get()).isSameAs(good);
        }
    }

    @Test
    void withoutAFileTheDefaultsHold() throws IOException {
        try (PluginsProfile profile = new PluginsProfile(folder.resolve("none"), PodAdmissionTest::chains)) {
            assertThat(length(profile)).isEqualTo(3);
        }
    }

    @Test
    void aWrongProfileAtStartIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("profile"), "plugins: {serverless: {withDataset: [Unknown]}}");

        assertThatThrownBy(() -> new PluginsProfile(file, PodAdmissionTest::chains))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Unknown")
                .hasMessageContaining("FuseSidecar");
    }

    /** The kubelet writes a directory for each version and then switches one link. */
    private void mount(String version, String profile) throws IOException {
        Path directory = Files.createDirectory(folder.resolve(version));
        Files.writeString(directory.resolve("plugins.profile"), profile);
        Path next = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of(version));
        Files.move(next, folder.resolve("..data"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private static int length(PluginsProfile profile) {
        return profile.get().chain(MutatorChains.Trigger.SERVERLESS, true).size();
    }
}
