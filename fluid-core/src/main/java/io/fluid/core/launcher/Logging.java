package io.fluid.core.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LogbackServiceProvider;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.CoreConstants;

/**
 * The logging of our processes: Logback, to standard output, at the level that FLUID_LOG_LEVEL names (INFO). It is set
 * up in code, for reading a file of XML is a good part of the time until the first line. The administrator's own file
 * ({@code -Dlogback.configurationFile}) takes its place.
 *
 * <p>It is not registered: who uses fluid-core as a library logs as it pleases.
 */
public final class Logging extends LogbackServiceProvider {

    private static final String PROVIDER = "slf4j.provider";
    private static final String FILE = "logback.configurationFile";
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} [%thread] %msg%n";

    /** Chooses this logging. To be called before the first logger is made. */
    public static void use() {
        if (System.getProperty(PROVIDER) == null) {
            System.setProperty(PROVIDER, Logging.class.getName());
            // Else SLF4J begins each log with a line on how it was chosen.
            System.setProperty("slf4j.internal.verbosity", "WARN");
        }
    }

    @Override
    public void initialize() {
        if (System.getProperty(FILE) != null) {
            super.initialize();
            return;
        }
        LoggerContext context = (LoggerContext) getLoggerFactory();
        context.setName(CoreConstants.DEFAULT_CONTEXT_NAME);
        context.setMDCAdapter(getMDCAdapter());
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("console");
        console.setEncoder(encoder);
        console.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(console);
        root.setLevel(Level.toLevel(System.getenv("FLUID_LOG_LEVEL"), Level.INFO));
        context.getLogger("io.fabric8").setLevel(Level.WARN);
        // It warns of every alpha kind, and all of ours are called that.
        context.getLogger("io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils")
                .setLevel(Level.ERROR);
        context.start();
    }
}
