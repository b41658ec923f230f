package io.fluid.engine.alluxio;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes a Java properties file, sorted, in ASCII: Alluxio reads it as Latin-1. */
final class PropertiesFile {

    private PropertiesFile() {}

    static String text(Map<String, String> properties) {
        return new TreeMap<>(properties)
                .entrySet().stream()
                        .map(entry -> escape(entry.getKey(), true) + "=" + escape(entry.getValue(), false) + "\n")
                        .collect(Collectors.joining());
    }

    private static String escape(String text, boolean key) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' || (key && "=:#! ".indexOf(c) >= 0) || (c == ' ' && i == 0)) {
                escaped.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                escaped.append(String.format("\\u%04x", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
