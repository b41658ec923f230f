package io.fluid.e2e.tools;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * What is expensive to make is kept under the key of its inputs: {@code <root>/<name>/<key>}. An entry is made in a
 * temporary folder and renamed when it is complete, under a lock, so that two commands never make it twice and nobody
 * sees a half of it.
 *
 * @param root the folder; anything in it can be deleted and is then made again
 */
public record CacheFolder(Path root) {

    private static final Logger LOG = LoggerFactory.getLogger(CacheFolder.class);
    // File locks belong to the process, so threads need a lock of their own.
    private static final Map<Path, Semaphore> THREAD_LOCKS = new ConcurrentHashMap<>();

    /** {@code $XDG_CACHE_HOME/fluid-java}, by default {@code ~/.cache/fluid-java}. */
    public static CacheFolder ofUser() {
        Path base = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(home -> !home.isBlank())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
        return new CacheFolder(base.resolve("fluid-java").toAbsolutePath());
    }

    /** The entry, made by {@code maker} when it is not there yet. */
    public Path entry(String name, String key, Maker maker) {
        Path folder = root.resolve(name);
        Path entry = folder.resolve(key);
        if (Files.exists(entry)) {
            return entry;
        }
        try (Lock _ = lock(name)) {
            if (Files.exists(entry)) {
                return entry;
            }
            FileTrees.createDirectories(folder);
            Path draft = FileTrees.createDirectories(root.resolve("tmp")).resolve(name + "-" + key);
            FileTrees.delete(draft);
            LOG.info("Making {} ({}), kept in {}", name, key, entry);
            long start = System.nanoTime();
            maker.make(draft);
            Files.move(draft, entry, StandardCopyOption.ATOMIC_MOVE);
            LOG.info("Made {} in {} s", name, (System.nanoTime() - start) / 1_000_000_000);
            return entry;
        } catch (IOException e) {
            throw new UncheckedIOException("making " + name + " in the cache", e);
        }
    }

    /** Waits until no other process or thread holds the lock of that name. The kernel lets it go when we die. */
    public Lock lock(String name) {
        Path file = FileTrees.createDirectories(root.resolve("locks")).resolve(name + ".lock");
        Semaphore threads = THREAD_LOCKS.computeIfAbsent(file, _ -> new Semaphore(1));
        threads.acquireUninterruptibly();
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                LOG.info("Another command holds {}; waiting for it", file);
                lock = channel.lock();
            }
            return new Lock(channel, threads);
        } catch (IOException e) {
            threads.release();
            closeQuietly(channel, e);
            throw new UncheckedIOException("locking " + file, e);
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel, IOException cause) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Writes one entry at the given path, as a file or a folder. */
    @FunctionalInterface
    public interface Maker {
        void make(Path draft) throws IOException;
    }

    /** Held until closed, once, by any thread. */
    public static final class Lock implements AutoCloseable {
        private final FileChannel channel;
        private final Semaphore threads;

        private Lock(FileChannel channel, Semaphore threads) {
            this.channel = channel;
            this.threads = threads;
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                threads.release();
            }
        }
    }
}
