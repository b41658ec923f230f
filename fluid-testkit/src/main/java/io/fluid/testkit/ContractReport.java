package io.fluid.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an engine does, for people: for each behaviour that it works, or what a user is told instead. Made by asking the
 * engine, not by what its contract says.
 */
public final class ContractReport {

    /** Where {@link CacheEngineContractTest} writes the report of an engine, relative to its module. */
    public static final Path DEFAULT_FILE = Path.of("target/contract-report.md");

    private static final String UPDATE = "contract.update";
    private static final String BEGIN = "<!-- contract report: begin -->";
    private static final String END = "<!-- contract report: end -->";
    private static final String SEPARATOR = " | ";

    private final Map<EngineBehavior, String> outcomes;

    private ContractReport(Map<EngineBehavior, String> outcomes) {
        this.outcomes = new EnumMap<>(outcomes);
    }

    /**
     * Asks an engine.
     *
     * @throws AssertionError when it does not keep its contract
     */
    public static ContractReport of(EngineContract contract) {
        BehaviorRules rules = new BehaviorRules(new EngineUnderTest(contract));
        Map<EngineBehavior, String> outcomes = new EnumMap<>(EngineBehavior.class);
        for (EngineBehavior behavior : EngineBehavior.values()) {
            outcomes.put(behavior, cell(rules.outcome(behavior)));
        }
        return new ContractReport(outcomes);
    }

    /** A report that was written before. */
    public static ContractReport read(Path file) {
        Map<EngineBehavior, String> outcomes = new EnumMap<>(EngineBehavior.class);
        for (String line : lines(file)) {
            List<String> cells = cells(line);
            outcomes.put(EngineBehavior.valueOf(cells.get(0)), cells.get(1));
        }
        return new ContractReport(outcomes);
    }

    /** {@code works}, or what a user is told, as a cell of a table. */
    public Map<EngineBehavior, String> outcomes() {
        return Map.copyOf(outcomes);
    }

    /** Writes a line of a table for each behaviour. */
    public void write(Path file) {
        write(
                file,
                outcomes.entrySet().stream()
                        .map(outcome -> row(List.of(outcome.getKey().name(), outcome.getValue())))
                        .toList());
    }

    /**
     * Fails unless a document has this report as a column of its table. {@code -Dcontract.update} writes it there. The
     * table stands between two comments, {@code contract report: begin} and {@code contract report: end}.
     *
     * @param document in Markdown
     * @param engine head of the column
     */
    public void isIn(Path document, String engine) {
        List<String> lines = lines(document);
        int begin = lines.indexOf(BEGIN);
        int end = lines.indexOf(END);
        assertThat(end).as(document + " has " + BEGIN + " and " + END).isGreaterThan(begin + 1);
        List<String> head = cells(lines.get(begin + 1));
        int column = head.indexOf(engine);
        assertThat(column).as("column " + engine + " in " + head).isPositive();
        if (Boolean.getBoolean(UPDATE)) {
            List<String> updated = new ArrayList<>(lines.subList(0, begin + 3));
            updated.addAll(rows(lines.subList(begin + 3, end), head.size(), column));
            updated.addAll(lines.subList(end, lines.size()));
            write(document, updated);
            return;
        }
        Map<String, String> told = lines.subList(begin + 3, end).stream()
                .map(ContractReport::cells)
                .collect(Collectors.toMap(cells -> cells.get(0), cells -> cells.get(column)));
        Map<String, String> found = outcomes.entrySet().stream()
                .collect(Collectors.toMap(outcome -> outcome.getKey().name(), Map.Entry::getValue));
        assertThat(told)
                .as(engine + " in " + document + "; -D" + UPDATE + " writes it anew")
                .isEqualTo(found);
    }

    private List<String> rows(List<String> before, int columns, int column) {
        Map<String, List<String>> known = before.stream()
                .map(ContractReport::cells)
                .collect(Collectors.toMap(cells -> cells.get(0), cells -> cells));
        List<String> rows = new ArrayList<>();
        outcomes.forEach((behavior, outcome) -> {
            String[] empty = new String[columns];
            Arrays.fill(empty, "");
            List<String> cells = new ArrayList<>(known.getOrDefault(behavior.name(), Arrays.asList(empty)));
            cells.set(0, behavior.name());
            cells.set(column, outcome);
            rows.add(row(cells));
        });
        return rows;
    }

    private static String row(List<String> cells) {
        return "| " + String.join(SEPARATOR, cells) + " |";
    }

    private static List<String> cells(String row) {
        String inner = row.substring("| ".length(), row.length() - " |".length());
        return List.of(inner.split(" \\| ", -1));
    }

    // A bar would end the cell.
    private static String cell(String text) {
        return text.replace("|", "\\|").replace('\n', ' ');
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException("contract report", e);
        }
    }

    private static void write(Path file, List<String> lines) {
        try {
            Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException("contract report", e);
        }
    }
}
