package io.fluid.webhook;

import java.util.Map;
import java.util.Optional;

/** Where all replicas keep their one certificate. */
interface CertificateStore {

    /**
     * What is kept.
     *
     * @param values by key
     * @param version of this state, for {@link #replace}
     */
    record Entry(Map<String, String> values, String version) {}

    Optional<Entry> read();

    /** Keeps the values if nothing was kept; false when another replica was faster. */
    boolean create(Map<String, String> values);

    /** Replaces what was read as {@code version}; false when another replica was faster. */
    boolean replace(String version, Map<String, String> values);
}
