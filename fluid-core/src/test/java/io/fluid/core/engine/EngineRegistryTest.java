package io.fluid.core.engine;

import io.fluid.core.runtime.FakeEngine;
import io.fluid.core.spi.EngineSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

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
