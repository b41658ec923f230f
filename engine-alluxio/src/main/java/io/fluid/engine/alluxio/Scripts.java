package io.fluid.engine.alluxio;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The scripts that run in Alluxio's containers, resources next to this class. */
final class Scripts {

    static final String MASTER = "master.sh";
    static final String SECRETS = "secrets.sh";
    static final String MOUNTS = "mounts.sh";
    static final String INIT_USERS = "init-users.sh";
    static final String JOB_WORKER = "job-worker.sh";
    static final String WORKER = "worker.sh";
    static final String EXCHANGED = "exchanged.sh";
    static final String LOAD = "load.sh";

    private Scripts() {}

    static String text(String name) {
        try (InputStream in = Scripts.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + name, e);
        }
    }
}
