package io.fluid.engine.alluxio;

import io.fluid.core.spi.CacheUsage;
import io.fluid.core.spi.MeasuresStorage.StorageTotals;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** An Alluxio that answers what a test told it. */
final class FakeAlluxioClient implements AlluxioClient {

    private final List<MountedStorage> mounted = new ArrayList<>();
    private final Deque<Long> cached = new ArrayDeque<>();

    /** Paths that were listed. */
    final List<String> listed = new ArrayList<>();

    /** The path that cannot be listed. */
    String unreadable = "";

    boolean freed;

    void has(String path, String uri, Map<String, String> options) {
        mounted.add(new MountedStorage(path, uri, options, false, false));
    }

    /** What is cached, look by look; the last stays. */
    void caches(Long... bytes) {
        cached.addAll(List.of(bytes));
    }

    @Override
    public List<MountedStorage> mounted(Duration deadline) {
        return mounted;
    }

    @Override
    public void list(String path, Duration deadline) throws IOException {
        listed.add(path);
        if (path.equals(unreadable)) {
            throw new IOException("AccessDenied");
        }
    }

    @Override
    public CacheUsage usage(Duration deadline) {
        long bytes = cached.size() > 1 ? cached.remove() : cached.element();
        return new CacheUsage(1 << 20, bytes, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    @Override
    public StorageTotals totals(Duration deadline) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void free(Duration deadline) {
        freed = true;
    }
}
