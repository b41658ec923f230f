package io.fluid.webhook;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The plugins profile in a file that may change: the kubelet renews it when the ConfigMap changes. A profile that cannot
 * be used is refused at start; later, the last good one stays in force.
 */
final class PluginsProfile implements Supplier<MutatorChains>, Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(PluginsProfile.class);

    private final Path file;
    private final Function<String, MutatorChains> parser;
    private final Refusals refusals;
    private final WatchService watch;
    private String text;
    private volatile MutatorChains chains;

    /** Hears of profiles that are not used, and why; of the empty text when one is used again. */
    @FunctionalInterface
    interface Refusals {
        void tell(String why);
    }

    /**
     * @param file need not exist; the defaults hold then
     * @throws IllegalArgumentException when the profile cannot be used
     */
    PluginsProfile(Path file, Function<String, MutatorChains> parser, Refusals refusals) {
        this.file = file;
        this.parser = parser;
        this.refusals = refusals;
        try {
            this.watch = file.getFileSystem().newWatchService();
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null && Files.isDirectory(folder)) {
                // Its link to the current version changes, not the file itself.
                folder.register(
                        watch,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot watch " + file, e);
        }
        this.text = read();
        this.chains = parser.apply(text);
    }

    /** Follows changes until {@link #close}. */
    void follow() {
        Thread.ofVirtual().name("plugins-profile").start(() -> {
            try {
                while (true) {
                    WatchKey key = watch.take();
                    key.pollEvents();
                    reload();
                    key.reset();
                }
            } catch (InterruptedException | java.nio.file.ClosedWatchServiceException e) {
                LOG.debug("the plugins profile is not followed any more");
            }
        });
    }

    private void reload() {
        try {
            String now = read();
            if (!now.equals(text)) {
                chains = parser.apply(now);
                text = now;
                LOG.info("plugins profile changed");
            }
            refusals.tell("");
        } catch (RuntimeException e) {
            // Mutators of third parties may throw anything; the last good profile goes on.
            LOG.error("the changed plugins profile is not used", e);
            refusals.tell("the profile is not used, the one before it is: " + e.getMessage());
        }
    }

    private String read() {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    @Override
    public MutatorChains get() {
        return chains;
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }
}
