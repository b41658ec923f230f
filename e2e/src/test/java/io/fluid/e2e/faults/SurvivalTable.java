package io.fluid.e2e.faults;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Cases tried and survived, by kind. */
final class SurvivalTable {

    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();

    private static final class Row {
        private int tried;
        private int survived;
        private int faults;
    }

    /**
     * Takes note of a case.
     *
     * @param faults how many requests were hit
     * @param failure why it was not survived; empty when it was
     */
    synchronized void add(String kind, String which, int faults, String failure) {
        Row row = rows.computeIfAbsent(kind, name -> new Row());
        row.tried++;
        row.faults += faults;
        System.out.printf("%s, %s: %s%n", kind, which, failure.isEmpty() ? "survived" : failure);
        if (failure.isEmpty()) {
            row.survived++;
        } else {
            failures.add(kind + ", " + which + ": " + failure);
        }
    }

    /** What was not survived. */
    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    synchronized int tried(String kind) {
        return rows.containsKey(kind) ? rows.get(kind).tried : 0;
    }

    synchronized int faults(String kind) {
        return rows.containsKey(kind) ? rows.get(kind).faults : 0;
    }

    @Override
    public synchronized String toString() {
        StringBuilder text =
                new StringBuilder("| fault | requests hit | cases tried | survived |\n|---|---|---|---|\n");
        rows.forEach((kind, row) -> text.append(
                String.format(Locale.ROOT, "| %s | %d | %d | %d |%n", kind, row.faults, row.tried, row.survived)));
        return text.toString();
    }
}
