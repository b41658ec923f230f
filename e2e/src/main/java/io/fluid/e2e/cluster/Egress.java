package io.fluid.e2e.cluster;

import io.fabric8.kubernetes.api.model.Pod;

import java.util.Arrays;

/**
 * What one pod sends. The cap is a token bucket on the pod's own end of its link: on the machine's end it would hold
 * back what the pod receives.
 */
public final class Egress {

    private static final String LINK = "eth0";
    private static final String SCHEME = "containerd://";
    private static final int SENT_BYTES_COLUMN = 8;

    private final Node node;
    private final Containerd containerd;
    private final String container;

    Egress(Node node, Containerd containerd, Pod pod) {
        this.node = node;
        this.containerd = containerd;
        this.container = pod.getStatus().getContainerStatuses().stream()
                .map(status -> status.getContainerID())
                .filter(id -> id != null)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "pod " + pod.getMetadata().getName() + " has no container yet; wait until it is ready"))
                .substring(SCHEME.length());
    }

    /**
     * Caps it.
     *
     * @param bitsPerSecond the rate
     */
    public void cap(long bitsPerSecond) {
        // A bucket that holds 10 ms of traffic, and never less than what the kernel sends in one piece.
        long burst = Math.max(bitsPerSecond / 8 / 100, 1 << 17);
        in(
                "tc",
                "qdisc",
                "replace",
                "dev",
                LINK,
                "root",
                "tbf",
                "rate",
                bitsPerSecond + "bit",
                "burst",
                burst + "b",
                "latency",
                "100ms");
    }

    /** Lifts the cap; an error when there is none. */
    public void uncap() {
        in("tc", "qdisc", "del", "dev", LINK, "root");
    }

    /** Bytes sent since the pod started, with all headers. */
    public long sentBytes() {
        return in("cat", "/proc/net/dev")
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith(LINK + ":"))
                .map(line -> line.substring(LINK.length() + 1).strip().split("\\s+"))
                .peek(columns -> {
                    if (columns.length <= SENT_BYTES_COLUMN) {
                        throw new IllegalStateException("unreadable counters: " + Arrays.toString(columns));
                    }
                })
                .mapToLong(columns -> Long.parseLong(columns[SENT_BYTES_COLUMN]))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the pod has no link " + LINK));
    }

    private String in(String... line) {
        String process = Long.toString(containerd.process(container));
        return node.command("nsenter", "--target", process, "--net", "--")
                .with(line)
                .output();
    }
}
