package io.fluid.core.engine;

import io.fluid.core.runtime.FakeEngine;
import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheEngineProvider;
import io.fluid.core.spi.EngineDescriptor;
import io.fluid.core.spi.EngineSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EngineRegistryTest {

    private final EngineRegistry registry = EngineRegistry.of(new FakeEngine().loaded());

    @Test
    void finds_an_engine_by_kind_type_and_alias_without_regard_to_case() {
        assertThat(registry.get("FakeRuntime")).isSameAs(registry.get("fake")).isSameAs(registry.get("PRETEND"));
    }

    @Test
    void an_unknown_engine_is_refused_with_those_that_exist() {
        assertThatThrownBy(() -> registry.get("nfs"))
                .hasMessage("unknown engine \"nfs\"; available: FakeRuntime (fake, from test)");
    }

    @Test
    void two_engines_for_one_kind_are_refused() {
        assertThatThrownBy(() -> EngineRegistry.of(new FakeEngine().loaded(), new FakeEngine().loaded()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("two engines claim the name \"fakeruntime\"");
    }

    @Test
    void an_engine_that_does_not_accept_a_setting_is_missing_with_the_reason_and_the_others_are_served() {
        EngineRegistry some =
                EngineRegistry.of(new EngineSettings(Map.of()), new MisconfiguredEngine(), new PlainEngine());

        assertThat(some.all())
                .extracting(LoadedEngine::toString)
                .containsExactly("PlainRuntime (plain, from class path)");
        assertThat(some.find("FakeRuntime")).isEmpty();
        assertThat(some.failure("PRETEND")).contains(MisconfiguredEngine.FAILURE);
        assertThat(some.failure("plain")).isEmpty();
        assertThat(some.failures()).containsExactly(MisconfiguredEngine.FAILURE);
        assertThatThrownBy(() -> some.get("fake"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(MisconfiguredEngine.FAILURE);
    }

    @Test
    void a_name_is_claimed_by_an_engine_that_cannot_be_made_as_well() {
        EngineSettings none = new EngineSettings(Map.of());
        assertThatThrownBy(() -> EngineRegistry.of(none, new MisconfiguredEngine(), new MisconfiguredEngine()))
                .hasMessageContaining("two engines claim the name \"fakeruntime\"");
    }

    private static final class PlainEngine implements CacheEngineProvider {

        @Override
        public EngineDescriptor descriptor() {
            return new EngineDescriptor(
                    "PlainRuntime", "plain", Set.of(), "data.fluid.io", "v1alpha1", "plainruntimes");
        }

        @Override
        public CacheEngine create(EngineSettings settings) {
            return new FakeEngine();
        }
    }

    @Test
    void a_missing_folder_and_a_jar_without_engines_are_no_errors(@TempDir Path folder) throws Exception {
        EngineSettings none = new EngineSettings(Map.of());
        assertThat(EngineRegistry.discover(none, folder.resolve("absent")).all())
                .isEmpty();
        try (var jar = new java.util.jar.JarOutputStream(Files.newOutputStream(folder.resolve("some.jar")))) {
            jar.putNextEntry(new java.util.zip.ZipEntry("readme.txt"));
        }
        assertThat(EngineRegistry.discover(none, folder).all()).isEmpty();
    }
}
