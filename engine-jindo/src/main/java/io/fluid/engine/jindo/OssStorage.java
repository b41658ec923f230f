package io.fluid.engine.jindo;

import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.MeasuresStorage.StorageTotals;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Counts what lies in the OSS buckets of a dataset, without going through the cache. */
final class OssStorage {

    /** Setting that names the folder with credentials for counting. */
    static final String FOLDER_SETTING = "JINDO_OSS_CREDENTIALS_FOLDER";

    private final ObjectCounter counter;
    private final @Nullable Path credentials;

    OssStorage(ObjectCounter counter, @Nullable Path credentials) {
        this.counter = counter;
        this.credentials = credentials;
    }

    StorageTotals totals(CacheRequest request, Duration deadline) throws IOException {
        long end = System.nanoTime() + deadline.toNanos();
        long bytes = 0;
        long files = 0;
        for (Storage storage : Storage.of(request.dataset().getSpec())) {
            if (!storage.scheme().equals(Storage.OSS)) {
                throw new IOException(
                        "only OSS buckets are counted, not " + storage.mount().mountPoint());
            }
            StorageTotals totals = totals(storage, request.namespace(), end);
            bytes += totals.bytes();
            files += totals.files();
        }
        return new StorageTotals(bytes, files);
    }

    private StorageTotals totals(Storage storage, String namespace, long end) throws IOException {
        OssCredentials keys = OssCredentials.of(storage, namespace, credentials);
        String name = storage.mount().mountPoint() + " of " + namespace;
        try (OssPages pages = new OssPages(storage.value("endpoint"), storage.bucket(), storage.prefix(), keys)) {
            return counter.count(name, pages, end);
        } catch (NoClassDefFoundError e) {
            throw new IOException("aliyun-sdk-oss is not on the class path of this process", e);
        }
    }
}
