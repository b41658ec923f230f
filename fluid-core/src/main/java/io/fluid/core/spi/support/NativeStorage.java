package io.fluid.core.spi.support;

import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;

import java.util.List;
import java.util.Optional;

/**
 * A storage that Kubernetes mounts into the pods: {@code local:///folder} of a node, {@code pvc://claim} or
 * {@code pvc://claim/folder}.
 *
 * @param uri as the user wrote it
 */
public record NativeStorage(String uri) {

    private static final String LOCAL = "local://";
    private static final String CLAIM = "pvc://";

    /** The storage, if Kubernetes mounts it; empty for those that the cache reaches by itself. */
    public static Optional<NativeStorage> of(String uri) {
        return uri.startsWith(LOCAL) || uri.startsWith(CLAIM) ? Optional.of(new NativeStorage(uri)) : Optional.empty();
    }

    /** Whether it is a claim; else it is a folder of a node. */
    public boolean isClaim() {
        return uri.startsWith(CLAIM);
    }

    /** Name of the claim, or absolute path of the node's folder. */
    public String source() {
        return isClaim() ? parts()[0] : uri.substring(LOCAL.length());
    }

    /** Folder of the claim to mount, for {@code subPath}; empty for the whole. */
    public Optional<String> folder() {
        return isClaim() && parts().length > 1 && !parts()[1].isEmpty() ? Optional.of(parts()[1]) : Optional.empty();
    }

    private String[] parts() {
        return uri.substring(CLAIM.length()).split("/", 2);
    }

    /** Adds what Kubernetes would not mount. */
    public void check(String field, Problems problems) {
        boolean up = List.of(uri.split("/")).contains("..");
        if (isClaim()) {
            if (!Problems.isObjectName(source()) || folder().orElse("").startsWith("/") || up) {
                problems.add(field, uri, "pvc://claim or pvc://claim/folder");
            }
        } else if (!source().startsWith("/") || source().contains(":") || up) {
            problems.add(field, uri, "local:// with an absolute path without .. and colons");
        }
    }

    /** The volume. The folder of a node has to be there: an empty one made instead would look like data that are gone. */
    public Volume volume(String name) {
        VolumeBuilder volume = new VolumeBuilder().withName(name);
        return isClaim()
                ? volume.withNewPersistentVolumeClaim(source(), null).build()
                : volume.withNewHostPath(source(), "Directory").build();
    }
}
