package io.fluid.engine.jindo;

import com.aliyun.oss.ClientBuilderConfiguration;
import com.aliyun.oss.ClientException;
import com.aliyun.oss.OSS;
import com.aliyun.oss.OSSClientBuilder;
import com.aliyun.oss.OSSException;
import com.aliyun.oss.common.auth.DefaultCredentialProvider;
import com.aliyun.oss.model.ListObjectsRequest;
import com.aliyun.oss.model.OSSObjectSummary;
import com.aliyun.oss.model.ObjectListing;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.regex.Pattern;

/** The objects of an OSS bucket. Needs the client library; apart from other classes, so that these load without it. */
final class OssPages implements ObjectPages, AutoCloseable {

    private static final int PAGE = 1000;
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final Pattern ADDRESS = Pattern.compile("(https?://)?(localhost|\\d+(\\.\\d+){3})(:\\d+)?/?");

    private final OSS client;
    private final String bucket;
    private final String prefix;

    OssPages(String endpoint, String bucket, String prefix, OssCredentials credentials) {
        ClientBuilderConfiguration configuration = new ClientBuilderConfiguration();
        configuration.setConnectionTimeout(TIMEOUT_MILLIS);
        configuration.setSocketTimeout(TIMEOUT_MILLIS);
        configuration.setMaxErrorRetry(1);
        // An address cannot have the bucket as a part of its name.
        configuration.setSLDEnabled(ADDRESS.matcher(endpoint).matches());
        this.client = new OSSClientBuilder()
                .build(
                        endpoint,
                        new DefaultCredentialProvider(credentials.id(), credentials.secret(), credentials.token()),
                        configuration);
        this.bucket = bucket;
        this.prefix = prefix;
    }

    @Override
    public Page after(@Nullable String marker) throws IOException {
        try {
            ObjectListing listing = client.listObjects(new ListObjectsRequest(bucket, prefix, marker, null, PAGE));
            long objects = 0;
            long bytes = 0;
            for (OSSObjectSummary object : listing.getObjectSummaries()) {
                // Consoles make folders as empty objects that end in a slash.
                if (!object.getKey().endsWith("/")) {
                    objects++;
                    bytes += object.getSize();
                }
            }
            return new Page(objects, bytes, listing.isTruncated() ? listing.getNextMarker() : null);
        } catch (OSSException e) {
            throw new IOException("oss://" + bucket + " refuses to be listed, " + reason(e), e);
        } catch (ClientException e) {
            throw new IOException("oss://" + bucket + " cannot be reached: " + e.getMessage(), e);
        }
    }

    private static String reason(OSSException e) {
        String code = String.valueOf(e.getErrorCode());
        return switch (code) {
            case "SignatureDoesNotMatch" -> code + ": fs.oss.accessKeySecret is not that of fs.oss.accessKeyId";
            case "InvalidAccessKeyId" -> code + ": fs.oss.accessKeyId is not known there";
            case "AccessDenied" -> code + ": these credentials may not list the bucket";
            case "NoSuchBucket" -> code + ": there is no bucket of this name at the endpoint";
            default -> code + ": " + e.getErrorMessage();
        };
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
