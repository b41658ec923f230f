package io.fluid.core.launcher;

/** Which file configures the logging of our processes. A library must not bring a {@code logback.xml} of its own. */
public final class LogSettings {

    private static final String FILE = "logback.configurationFile";

    private LogSettings() {}

    /** Chooses our file unless the administrator chose another. To be called before the first logger is made. */
    public static void use() {
        if (System.getProperty(FILE) == null) {
            System.setProperty(FILE, "io/fluid/core/logback.xml");
        }
    }
}
