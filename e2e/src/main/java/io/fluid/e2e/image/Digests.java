package io.fluid.e2e.image;

import io.fluid.e2e.tools.ContentKey;
import java.io.OutputStream;
import java.security.MessageDigest;

/** SHA-256 in the form that images use. */
final class Digests {

    private Digests() {}

    static String of(byte[] bytes) {
        Counter counter = new Counter();
        counter.write(bytes, 0, bytes.length);
        return counter.digest();
    }

    /** Swallows what is written and knows its digest and size. */
    static final class Counter extends OutputStream {
        private final MessageDigest sha256 = ContentKey.sha256();
        private long size;

        @Override
        public void write(int value) {
            sha256.update((byte) value);
            size++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            sha256.update(bytes, offset, length);
            size += length;
        }

        long size() {
            return size;
        }

        /** To be asked once. */
        String digest() {
            return "sha256:" + Layer.hex(sha256.digest());
        }
    }
}
