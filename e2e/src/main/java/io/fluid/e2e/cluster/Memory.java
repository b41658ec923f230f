package io.fluid.e2e.cluster;

import java.util.Map;
import java.util.TreeMap;

/** Resident memory of processes. */
final class Memory {

    private static final long KIB = 1024;

    private Memory() {}

    static Map<String, Long> ofComponents(Node node) {
        Map<String, Long> bytes = new TreeMap<>();
        node.command("ps", "-e", "-o", "rss=,args=").output().lines().forEach(line -> {
            String[] columns = line.strip().split("\\s+");
            if (columns.length > 2 && columns[1].endsWith("/localkube")) {
                bytes.merge(columns[2], Long.parseLong(columns[0]) * KIB, Long::sum);
            } else if (columns.length > 1 && columns[1].equals("containerd")) {
                bytes.merge(columns[1], Long.parseLong(columns[0]) * KIB, Long::sum);
            }
        });
        return bytes;
    }
}
