package io.fluid.api;

import java.util.Objects;

/**
 * The identity of a Dataset in label keys and values: {@code <namespace>-<name>}, or the uid where that would be too
 * long. The length counts with the prefix that it is used with, as upstream counts it.
 *
 * @param namespace namespace of the Dataset
 * @param name name of the Dataset
 * @param uid uid of the Dataset; empty only where it is not known yet
 */
public record DatasetId(String namespace, String name, String uid) {

    /** From this many characters on, the uid takes the place of namespace and name. */
    public static final int TOO_LONG = 63;

    public DatasetId {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(uid, "uid");
    }

    public static DatasetId of(String namespace, String name, String uid) {
        return new DatasetId(namespace, name, uid);
    }

    /** The identity as a label value, such as that of {@link Labels#DATASET_ID}. */
    public String value() {
        return key("");
    }

    /**
     * The identity behind a prefix, such as {@link Labels#STORAGE_PREFIX}.
     *
     * @throws IllegalStateException if namespace and name are too long and the uid is not known
     */
    public String key(String prefix) {
        String readable = prefix + namespace + "-" + name;
        if (readable.length() < TOO_LONG) {
            return readable;
        }
        if (uid.isEmpty()) {
            throw new IllegalStateException(
                    readable + " has " + readable.length() + " characters and needs the Dataset's uid instead");
        }
        return prefix + uid;
    }

    @Override
    public String toString() {
        return value();
    }
}
