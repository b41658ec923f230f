package io.fluid.e2e.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Memory of a process, in MB, as the system sees it.
 *
 * @param resident all of it
 * @param own what nobody else can share and what cannot be read again from a file
 */
record ProcessMemory(double resident, double own) {

    static ProcessMemory of(Process process) {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        try {
            List<String> lines = Files.readAllLines(status);
            return new ProcessMemory(megabytes(lines, "VmRSS:"), megabytes(lines, "RssAnon:"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double megabytes(List<String> lines, String field) {
        return lines.stream()
                .filter(line -> line.startsWith(field))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024 / 1e6)
                .findFirst()
                .orElse(Double.NaN);
    }
}
