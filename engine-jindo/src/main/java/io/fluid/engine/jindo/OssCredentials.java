package io.fluid.engine.jindo;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a bucket is listed with.
 *
 * @param id access key id
 * @param secret access key secret
 * @param token security token; null when there is none
 */
record OssCredentials(String id, String secret, @Nullable String token) {

    /**
     * Those of a storage: from its options, or from files that the administrator mounted into this process, {@code
     * <folder>/<namespace>/<bucket>/AccessKeyId} and so on. Secrets that only the cache's pods refer to are not read.
     *
     * @param folder of those files; null when there are none
     */
    static OssCredentials of(Storage storage, String namespace, @Nullable Path folder) throws IOException {
        String id = storage.value(Storage.ACCESS_KEY);
        if (!id.isEmpty()) {
            String token = storage.value(Storage.TOKEN);
            return new OssCredentials(id, storage.value(Storage.SECRET_KEY), token.isEmpty() ? null : token);
        }
        Path files = folder == null ? null : folder.resolve(namespace).resolve(storage.bucket());
        if (files == null || !Files.isReadable(files.resolve("AccessKeyId"))) {
            throw new IOException("the credentials of oss://" + storage.bucket()
                    + " are in a Secret, which controllers do not read; " + OssStorage.FOLDER_SETTING
                    + " names a folder with <namespace>/<bucket>/AccessKeyId and AccessKeySecret");
        }
        Path token = files.resolve("SecurityToken");
        return new OssCredentials(
                text(files.resolve("AccessKeyId")),
                text(files.resolve("AccessKeySecret")),
                Files.isReadable(token) ? text(token) : null);
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file).strip();
    }

    @Override
    public String toString() {
        return id;
    }
}
