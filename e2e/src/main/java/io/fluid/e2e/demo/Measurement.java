package io.fluid.e2e.demo;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What one way of getting the data took.
 *
 * @param way {@code direct} or {@code cached}
 * @param storeBytes bytes that left the store, counted on its network interface
 * @param waitSeconds from each pod's creation until it was ready with the right checksum, ascending
 * @param hitRatio share of reads that the cache served, 0 to 1; empty for the direct way or when not reported
 */
record Measurement(String way, long storeBytes, List<Double> waitSeconds, OptionalDouble hitRatio) {

    Measurement {
        waitSeconds = waitSeconds.stream().sorted().toList();
        if (waitSeconds.isEmpty()) {
            throw new IllegalArgumentException("a measurement needs at least one pod");
        }
    }

    double minimum() {
        return waitSeconds.getFirst();
    }

    double maximum() {
        return waitSeconds.getLast();
    }

    double median() {
        int middle = waitSeconds.size() / 2;
        return waitSeconds.size() % 2 == 1
                ? waitSeconds.get(middle)
                : (waitSeconds.get(middle - 1) + waitSeconds.get(middle)) / 2;
    }

    double podSeconds() {
        return waitSeconds.stream().mapToDouble(Double::doubleValue).sum();
    }

    double cost(double pricePerPodSecond) {
        return podSeconds() * pricePerPodSecond;
    }
}
