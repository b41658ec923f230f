package io.fluid.engine.alluxio;

import alluxio.AlluxioURI;
import alluxio.client.file.FileSystem;
import alluxio.client.file.URIStatus;
import alluxio.conf.Configuration;
import alluxio.conf.InstancedConfiguration;
import alluxio.conf.PropertyKey;
import alluxio.exception.AlluxioException;
import alluxio.grpc.FileSystemMasterCommonPOptions;
import alluxio.grpc.FreePOptions;
import alluxio.grpc.ListStatusPOptions;
import alluxio.grpc.LoadMetadataPType;
import io.fluid.core.spi.MeasuresStorage.StorageTotals;
import io.fluid.engine.alluxio.AlluxioClient.Address;
import io.fluid.engine.alluxio.AlluxioClient.MountedStorage;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What needs Alluxio's client library. Apart from other classes, so that these load without it. */
final class AlluxioFiles {

    private static final AlluxioURI ROOT = new AlluxioURI("/");

    private AlluxioFiles() {}

    static StorageTotals totals(Address address, Duration deadline) throws IOException {
        long end = System.nanoTime() + deadline.toNanos();
        AtomicLong files = new AtomicLong();
        AtomicLong bytes = new AtomicLong();
        ListStatusPOptions everything = ListStatusPOptions.newBuilder()
                .setRecursive(true)
                .setLoadMetadataType(LoadMetadataPType.ONCE)
                .setCommonOptions(FileSystemMasterCommonPOptions.newBuilder().setSyncIntervalMs(-1))
                .build();
        try (FileSystem fileSystem = connect(address, deadline)) {
            fileSystem.iterateStatus(ROOT, everything, status -> {
                if (System.nanoTime() > end) {
                    throw new OutOfTime(deadline);
                }
                count(status, files, bytes);
            });
            return new StorageTotals(bytes.get(), files.get());
        } catch (AlluxioException | RuntimeException e) {
            throw failure("files of " + address + " could not be counted", e);
        }
    }

    static void free(Address address, Duration deadline) throws IOException {
        FreePOptions everything =
                FreePOptions.newBuilder().setRecursive(true).setForced(true).build();
        try (FileSystem fileSystem = connect(address, deadline)) {
            fileSystem.free(ROOT, everything);
        } catch (AlluxioException | RuntimeException e) {
            throw failure("cache of " + address + " could not be freed", e);
        }
    }

    static List<MountedStorage> mounted(Address address, Duration deadline) throws IOException {
        try (FileSystem fileSystem = connect(address, deadline)) {
            List<MountedStorage> mounted = new ArrayList<>();
            // Without asking the storages how full they are.
            fileSystem
                    .getMountTable(false)
                    .forEach((path, mount) -> mounted.add(new MountedStorage(
                            path, mount.getUfsUri(), mount.getProperties(), mount.getReadOnly(), mount.getShared())));
            return mounted;
        } catch (AlluxioException | RuntimeException e) {
            throw failure("mounts of " + address + " could not be listed", e);
        }
    }

    static void list(Address address, String path, Duration deadline) throws IOException {
        ListStatusPOptions afresh = ListStatusPOptions.newBuilder()
                .setLoadMetadataType(LoadMetadataPType.ALWAYS)
                .build();
        try (FileSystem fileSystem = connect(address, deadline)) {
            fileSystem.listStatus(new AlluxioURI(path), afresh);
        } catch (AlluxioException | RuntimeException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static void count(URIStatus status, AtomicLong files, AtomicLong bytes) {
        if (!status.isFolder()) {
            files.incrementAndGet();
            bytes.addAndGet(status.getLength());
        }
    }

    private static FileSystem connect(Address address, Duration deadline) {
        InstancedConfiguration configuration = Configuration.copyGlobal();
        configuration.set(
                PropertyKey.MASTER_RPC_ADDRESSES,
                address.hosts().stream()
                        .map(host -> host + ":" + address.rpcPort())
                        .toList());
        configuration.set(PropertyKey.USER_RPC_RETRY_MAX_DURATION, deadline.toMillis() + "ms");
        configuration.set(PropertyKey.USER_METRICS_COLLECTION_ENABLED, false);
        // Containers often run under a user id without a name, and Alluxio insists on one.
        configuration.set(PropertyKey.SECURITY_LOGIN_USERNAME, "root");
        return FileSystem.Factory.create(configuration);
    }

    private static IOException failure(String what, Exception cause) {
        return new IOException(what + ": " + cause.getMessage(), cause);
    }

    private static final class OutOfTime extends RuntimeException {
        OutOfTime(Duration deadline) {
            super("not done within " + deadline.toSeconds() + " s");
        }
    }
}
