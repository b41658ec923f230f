package io.fluid.e2e.tools;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A short name for the inputs of something that is built: equal inputs, equal key. */
public final class ContentKey {

    private static final int LENGTH = 16;

    private final MessageDigest digest = sha256();

    private ContentKey() {}

    public static ContentKey of(String first) {
        return new ContentKey().and(first);
    }

    public ContentKey and(String next) {
        return and(next.getBytes(StandardCharsets.UTF_8));
    }

    /** Lengths are part of the key, so that ("ab", "c") and ("a", "bc") differ. */
    public ContentKey and(byte[] next) {
        digest.update((next.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(next);
        return this;
    }

    /** The key; the builder is spent. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest()).substring(0, LENGTH);
    }

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
