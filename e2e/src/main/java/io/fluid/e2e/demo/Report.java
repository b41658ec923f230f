package io.fluid.e2e.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Both ways side by side, as a table and as JSON.
 *
 * @param modelBytes size of the model
 * @param checksum SHA-256 of the model
 * @param egressBitsPerSecond cap on what the store sends; 0 when there was none
 * @param price price of a pod-second
 * @param stepSeconds how long each step took
 */
record Report(
        long modelBytes,
        String checksum,
        long egressBitsPerSecond,
        double price,
        Measurement direct,
        Measurement cached,
        Map<String, Double> stepSeconds) {

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    String table() {
        List<String> lines = new ArrayList<>();
        lines.add(row("", "direct", "cached"));
        lines.add("-".repeat(62));
        add(
                lines,
                "bytes out of the store",
                way -> String.format(Locale.ROOT, "%.1f MiB", way.storeBytes() / 1048576.0));
        add(lines, "wait per pod, shortest", way -> seconds(way.minimum()));
        add(lines, "wait per pod, median", way -> seconds(way.median()));
        add(lines, "wait per pod, longest", way -> seconds(way.maximum()));
        add(lines, "pod-seconds waited", way -> seconds(way.podSeconds()));
        add(lines, "cost", way -> String.format(Locale.ROOT, "%.3f", way.cost(price)));
        add(lines, "cache hit ratio", way -> ratio(way.hitRatio()));
        lines.add("");
        CostModel model = CostModel.published();
        lines.add("Computed for 30 GB x 100 pods at 10 Gbps (published for the direct way: 2,400 s, 1,920 yuan):");
        lines.add("  " + model.direct().line());
        lines.add("  " + model.cached().line());
        return String.join(System.lineSeparator(), lines);
    }

    String json() {
        CostModel model = CostModel.published();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("modelBytes", modelBytes);
        all.put("sha256", checksum);
        all.put("pods", direct.waitSeconds().size());
        all.put("egressBitsPerSecond", egressBitsPerSecond);
        all.put("pricePerPodSecond", price);
        all.put("direct", measured(direct));
        all.put("cached", measured(cached));
        all.put("computed", Map.of("direct", model.direct(), "cached", model.cached()));
        all.put("published", Map.of("direct", Map.of("waitSeconds", 2400, "costYuan", 1920)));
        all.put("stepSeconds", stepSeconds);
        try {
            return MAPPER.writeValueAsString(all);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, Object> measured(Measurement way) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("storeBytes", way.storeBytes());
        values.put("waitSeconds", way.waitSeconds());
        values.put("medianWaitSeconds", way.median());
        values.put("podSeconds", way.podSeconds());
        values.put("cost", way.cost(price));
        way.hitRatio().ifPresent(ratio -> values.put("hitRatio", ratio));
        return values;
    }

    private void add(List<String> lines, String name, Function<Measurement, String> value) {
        lines.add(row(name, value.apply(direct), value.apply(cached)));
    }

    private static String row(String name, String left, String right) {
        return String.format(Locale.ROOT, "%-26s%18s%18s", name, left, right);
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.1f s", value);
    }

    private static String ratio(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.1f %%", value.getAsDouble() * 100) : "-";
    }
}
