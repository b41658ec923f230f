package io.fluid.core.dataset;

import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.Mount;
import io.fluid.core.kube.ObjectKey;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Dataset that another one stands for: {@code dataset://<namespace>/<name>[/<sub path>]}.
 *
 * @param namespace namespace of that Dataset
 * @param name name of that Dataset
 * @param subPath the folder of its tree that is seen, without slashes at both ends; empty for all of it
 */
public record DatasetReference(String namespace, String name, String subPath) {

    /** Scheme of a mount that refers to another Dataset. */
    public static final String SCHEME = "dataset://";

    /** What a mount point with this scheme has to look like. */
    static final String ACCEPTED = "dataset://<namespace>/<name>, or with /<folder> behind it, without '.' and '..'";

    private static final String LABEL = "[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?";
    private static final Pattern MOUNT_POINT =
            Pattern.compile(SCHEME + "(" + LABEL + ")/(" + LABEL + ")(?:/(.*))?", Pattern.DOTALL);
    private static final Set<String> NO_FOLDER = Set.of("", ".", "..");

    /**
     * What the Dataset refers to; empty when it does not. Its volume cannot be changed, so what it was bound to counts
     * for more than what it says now.
     */
    public static Optional<DatasetReference> of(Dataset dataset) {
        List<Mount> bound = bound(dataset);
        if (bound.isEmpty() && dataset.getSpec() == null) {
            return Optional.empty();
        }
        List<Mount> mounts = bound.isEmpty() ? dataset.getSpec().mounts() : bound;
        return mounts.size() == 1 ? parse(mounts.get(0).mountPoint()) : Optional.empty();
    }

    /** The mounts that are served now; empty when none is. */
    static List<Mount> bound(Dataset dataset) {
        return dataset.getStatus() == null ? List.of() : dataset.getStatus().mounts();
    }

    static boolean isMeantBy(Mount mount) {
        return mount.mountPoint().startsWith(SCHEME);
    }

    /** Empty when the text is no such mount point. */
    static Optional<DatasetReference> parse(String mountPoint) {
        Matcher matcher = MOUNT_POINT.matcher(mountPoint);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String path = matcher.group(3) == null ? "" : matcher.group(3);
        String subPath = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        boolean isPlain = subPath.chars().noneMatch(Character::isISOControl)
                && (subPath.isEmpty()
                        || List.of(subPath.split("/", -1)).stream().noneMatch(NO_FOLDER::contains));
        return isPlain
                ? Optional.of(new DatasetReference(matcher.group(1), matcher.group(2), subPath))
                : Optional.empty();
    }

    /** The Dataset that is referred to. */
    public ObjectKey target() {
        return new ObjectKey(namespace, name);
    }
}
