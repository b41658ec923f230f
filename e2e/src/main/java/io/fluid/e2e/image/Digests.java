package io.fluid.e2e.image;

import io.fluid.e2e.tools.ContentKey;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** SHA-256 in the form that images use. */
final class Digests {

    private Digests() {}

    static String of(byte[] bytes) {
        return format(ContentKey.sha256().digest(bytes));
    }

    private static String format(byte[] sha256) {
        return "sha256:" + HexFormat.of().formatHex(sha256);
    }

    /** Passes on what is written and knows its digest and size. */
    static final class Counter extends OutputStream {
        private final OutputStream next;
        private final MessageDigest sha256 = ContentKey.sha256();
        private long size;

        Counter(OutputStream next) {
            this.next = next;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            next.write(bytes, offset, length);
            sha256.update(bytes, offset, length);
            size += length;
        }

        @Override
        public void close() throws IOException {
            next.close();
        }

        long size() {
            return size;
        }

        /** To be asked once. */
        String digest() {
            return format(sha256.digest());
        }
    }
}
