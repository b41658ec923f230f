package io.fluid.core.launcher;

import com.google.inject.Guice;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.TypeLiteral;
import io.fluid.core.engine.EngineRegistry;
import io.fluid.core.kube.Controller;
import io.fluid.core.runtime.FakeEngine;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class WiringTest {

    private final EngineRegistry engines = EngineRegistry.of(new FakeEngine().loaded());
    private final ProcessSettings settings = new ProcessSettings(Map.of());
    private final StartOptions options = StartOptions.defaults();

    @Test
    void the_dataset_controller_runs_datasets_operations_and_applications() {
        assertThat(controllers(Wiring.ofDatasetController(engines, options, settings)))
                .contains("dataload", "datamigrate", "databackup", "dataprocess", "application");
    }

    @Test
    void a_runtime_controller_runs_one_engine() {
        assertThat(controllers(Wiring.ofRuntimeController(engines.get("fake"), engines, options, settings)))
                .containsExactly("fakeruntime-controller");
    }

    private List<String> controllers(List<Module> modules) {
        List<Module> all = new ArrayList<>(modules);
        all.add(new ProcessModule("test", settings));
        return Guice.createInjector(all).getInstance(Key.get(new TypeLiteral<Set<Controller>>() {})).stream()
                .map(Controller::name)
                .toList();
    }
}
