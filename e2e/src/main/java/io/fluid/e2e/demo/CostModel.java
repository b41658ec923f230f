package io.fluid.e2e.demo;

import java.util.Locale;

/**
 * What waiting for data costs when {@code pods} pods start at once, computed.
 *
 * @param pods number of pods
 * @param bytes bytes that each of them reads
 * @param bitsPerSecond what the store sends at most
 * @param pricePerPodSecond price of a waiting pod
 */
record CostModel(int pods, double bytes, double bitsPerSecond, double pricePerPodSecond) {

    /** 30 GB × 100 pods at 10 Gbps: the case whose direct way was published as 2,400 s and 1,920 yuan. */
    static CostModel published() {
        return new CostModel(100, 30e9, 10e9, 0.008);
    }

    /** All pods share the store's link. */
    Estimate direct() {
        return estimate("direct", pods * bytes, pods * secondsForOneCopy());
    }

    /**
     * The store sends one copy, before the pods start. Each pod then reads at the speed of its own node's link, taken to
     * be as fast as the store's.
     */
    Estimate cached() {
        return estimate("cached", bytes, secondsForOneCopy());
    }

    private double secondsForOneCopy() {
        return bytes * 8 / bitsPerSecond;
    }

    private Estimate estimate(String way, double storeBytes, double waitSeconds) {
        double podSeconds = waitSeconds * pods;
        return new Estimate(way, storeBytes, waitSeconds, podSeconds, podSeconds * pricePerPodSecond);
    }

    /**
     * One way to get the data.
     *
     * @param way {@code direct} or {@code cached}
     * @param storeBytes bytes that leave the store
     * @param waitSeconds wait of each pod
     * @param podSeconds sum of all waits
     * @param cost podSeconds at the price
     */
    record Estimate(String way, double storeBytes, double waitSeconds, double podSeconds, double cost) {

        String line() {
            return String.format(
                    Locale.ROOT,
                    "%-7s %,8.0f GB out of the store, %,8.0f s for each pod, cost %,10.2f",
                    way,
                    storeBytes / 1e9,
                    waitSeconds,
                    cost);
        }
    }
}
