package io.fluid.webhook;

import io.fluid.core.kube.FakeCluster;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PluginsProfileTest {

    private static final String NONE = "plugins: {}";
    private static final String ONE = "plugins: {serverless: {withDataset: [FuseSidecar]}}";

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private final CopyOnWriteArrayList<String> told = new CopyOnWriteArrayList<>();

    @Test
    void aChangeAsTheKubeletMakesItIsFollowedAndAWrongOneIsNot() throws IOException {
        mount("v1", NONE);
        Files.createSymbolicLink(folder.resolve("plugins.profile"), Path.of("..data", "plugins.profile"));
        try (PluginsProfile profile =
                new PluginsProfile(folder.resolve("plugins.profile"), PodAdmissionTest::chains, told::add)) {
            profile.follow();
            assertThat(length(profile)).isZero();

            MutatorChains good = profile.get();
            mount("v2", "plugins: {serverless: {withDataset: [Unknown]}}");
            Awaitility.await().atMost(PATIENCE).until(() -> told.stream().anyMatch(why -> why.contains("\"Unknown\"")));
            assertThat(profile.get()).isSameAs(good);

            mount("v3", ONE);
            Awaitility.await().atMost(PATIENCE).until(() -> length(profile) == 1);
            Awaitility.await().atMost(PATIENCE).until(() -> told.getLast().isEmpty());
        }
    }

    @Test
    void aMutatorThatCannotBeMadeLeavesTheProfileBeforeItInForce() throws IOException {
        mount("v1", NONE);
        Files.createSymbolicLink(folder.resolve("plugins.profile"), Path.of("..data", "plugins.profile"));
        try (PluginsProfile profile = new PluginsProfile(
                folder.resolve("plugins.profile"),
                text -> {
                    if (text.equals(ONE)) {
                        throw new UnsupportedOperationException("not today");
                    }
                    return PodAdmissionTest.chains(text);
                },
                told::add)) {
            profile.follow();
            mount("v2", ONE);
            Awaitility.await().atMost(PATIENCE).until(() -> told.stream().anyMatch(why -> why.contains("not today")));
            assertThat(length(profile)).isZero();

            mount("v3", "plugins: {serverless: {withDataset: [DatasetUsageInjector]}}");
            Awaitility.await().atMost(PATIENCE).until(() -> length(profile) == 1);
        }
    }

    @Test
    void whatIsNotUsedIsToldAsMetricAndEvent() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        FakeCluster cluster = new FakeCluster();
        ProfileRefusals refusals = new ProfileRefusals(cluster, "fluid-system", meters);

        refusals.tell("because");

        assertThat(meters.get("fluid.admission.profile.current").gauge().value())
                .isZero();
        assertThat(meters.get("fluid.admission.profile.refused").counter().count())
                .isOne();
        assertThat(cluster.journal()).hasSize(1).first().asString().contains("PluginsProfileRefused", "because");
        refusals.tell("");
        assertThat(meters.get("fluid.admission.profile.current").gauge().value())
                .isOne();
        assertThat(cluster.journal()).hasSize(1);
    }

    @Test
    void withoutAFileTheDefaultsHold() throws IOException {
        try (PluginsProfile profile = new PluginsProfile(folder.resolve("none"), PodAdmissionTest::chains, told::add)) {
            assertThat(length(profile)).isEqualTo(3);
        }
    }

    @Test
    void aWrongProfileAtStartIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("profile"), "plugins: {serverless: {withDataset: [Unknown]}}");

        assertThatThrownBy(() -> new PluginsProfile(file, PodAdmissionTest::chains, told::add))
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
