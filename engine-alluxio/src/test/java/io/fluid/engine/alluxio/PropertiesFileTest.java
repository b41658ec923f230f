package io.fluid.engine.alluxio;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;

import static org.assertj.core.api.Assertions.assertThat;

class PropertiesFileTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", " leading", "trailing ", "a=b:c#d!e", "\\", "$(x)", "ü€😀", "\t", "'\""})
    void readsBackAsItWas(String text) throws Exception {
        String file = PropertiesFile.text(Map.of("key " + text + "=:", text));

        Properties read = new Properties();
        read.load(new ByteArrayInputStream(file.getBytes(StandardCharsets.ISO_8859_1)));

        assertThat(read).containsExactly(Map.entry("key " + text + "=:", text));
    }
}
