package io.fluid.engine.alluxio;

import io.fluid.api.v1alpha1.DataRestoreLocation;
import io.fluid.api.v1alpha1.DatasetSpec;
import io.fluid.api.v1alpha1.Mount;
import io.fluid.core.spi.support.DatasetMount;
import io.fluid.core.spi.support.NativeStorage;
import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Says what of a dataset Alluxio cannot serve. */
final class DatasetValidation {

    private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.+", Pattern.DOTALL);

    private final AlluxioProblems problems;
    private final int masters;

    DatasetValidation(AlluxioProblems problems, int masters) {
        this.problems = problems;
        this.masters = masters;
    }

    void check(DatasetSpec dataset) {
        List<DatasetMount> mounts = DatasetMount.of(dataset);
        if (mounts.isEmpty()) {
            problems.add("Dataset.spec.mounts", "", "at least one mount");
        }
        options("Dataset.spec.sharedOptions", dataset.sharedOptions());
        problems.encryptOptions(
                "Dataset.spec.sharedEncryptOptions", dataset.sharedEncryptOptions(), dataset.sharedOptions());
        Set<String> paths = new HashSet<>();
        for (int i = 0; i < mounts.size(); i++) {
            mount("Dataset.spec.mounts[" + i + "]", mounts.get(i), paths);
            hidden("Dataset.spec.mounts[" + i + "]", mounts.get(i), mounts);
        }
        problems.user("Dataset.spec.owner", dataset.owner());
        restore("Dataset.spec.dataRestoreLocation", dataset.dataRestoreLocation());
    }

    private void mount(String field, DatasetMount all, Set<String> paths) {
        Mount mount = all.mount();
        String uri = mount.mountPoint();
        if (!URI.matcher(uri).matches() || uri.startsWith("dataset://")) {
            problems.add(
                    field + ".mountPoint",
                    uri,
                    "scheme://path, such as s3://bucket/folder, local:///folder or pvc://claim");
        } else if (problems.text(field + ".mountPoint", uri)) {
            all.asVolume().ifPresent(storage -> nativeMount(field, storage, mount));
        }
        path(field, all, paths);
        options(field + ".options", mount.options());
        problems.encryptOptions(field + ".encryptOptions", mount.encryptOptions(), mount.options());
        if (!all.path().equals(Mounts.ROOT)) {
            all.options().forEach((key, value) -> {
                if (value.endsWith("\"")) {
                    problems.add(
                            field + ".options[" + key + "]", value, "text that does not end with a quotation mark");
                }
            });
        }
    }

    private void path(String field, DatasetMount all, Set<String> paths) {
        String path = all.path();
        if (!problems.text(field + (all.mount().path() == null ? ".name" : ".path"), path)) {
            return;
        }
        if (List.of(path.split("/")).contains("..")) {
            problems.add(field + ".path", path, "a path without ..");
        }
        if (all.asVolume().isPresent() && path.contains(":")) {
            problems.add(field + ".path", path, "a path without colons, as a volume is mounted there");
        }
        if (path.contains("  ") || path.endsWith(" ")) {
            problems.add(field + ".path", path, "a path without a space at its end or two in a row");
        }
        if (!paths.add(path)) {
            problems.add(field + ".path", path, "a path that no other mount has");
        }
    }

    /** Volumes of the pods are seen below Alluxio's root as long as that is a folder of the pods, too. */
    private void hidden(String field, DatasetMount mount, List<DatasetMount> all) {
        if (mount.asVolume().isPresent()) {
            all.stream()
                    .filter(other -> other.asVolume().isEmpty()
                            && (other.path().equals(Mounts.ROOT) || mount.path().startsWith(other.path() + "/")))
                    .findFirst()
                    .ifPresent(other -> problems.add(
                            field + ".path",
                            mount.path(),
                            "a path that is not below " + other.path() + ", where "
                                    + other.mount().mountPoint() + " hides it"));
        }
    }

    private void nativeMount(String field, NativeStorage storage, Mount mount) {
        storage.check(field + ".mountPoint", problems);
        if (!(mount.options().isEmpty() && mount.encryptOptions().isEmpty())) {
            problems.add(
                    field + (mount.options().isEmpty() ? ".encryptOptions" : ".options"),
                    storage.uri(),
                    "no options: the storage is a volume of Alluxio's pods");
        }
        if (Boolean.TRUE.equals(mount.shared())) {
            problems.add(field + ".shared", "true", "false: the storage is a volume of Alluxio's pods");
        }
    }

    private void restore(String field, @Nullable DataRestoreLocation location) {
        String path = location == null ? null : location.path();
        if (location == null || path == null || path.isEmpty()) {
            if (location != null
                    && location.nodeName() != null
                    && !location.nodeName().isEmpty()) {
                problems.add(field + ".path", "", "local:///folder, for nodeName says on which node it is");
            }
            return;
        }
        String node = location.nodeName() == null ? "" : location.nodeName();
        if (!problems.text(field + ".path", path)) {
            return;
        }
        NativeStorage storage = NativeStorage.of(path).orElse(null);
        if (storage == null) {
            problems.add(field + ".path", path, "local:///folder or pvc://claim/folder");
            return;
        }
        storage.check(field + ".path", problems);
        if (!storage.isClaim()) {
            problems.objectName(field + ".nodeName", node, "the name of the node that has the folder");
            if (masters > 1) {
                problems.add(field + ".path", path, "pvc://claim/folder: several masters run on several nodes");
            }
        } else if (!node.isEmpty()) {
            problems.add(field + ".nodeName", node, "nothing: a claim is where Kubernetes puts it");
        }
    }

    private void options(String field, Map<String, String> options) {
        problems.options(field, options);
        options.forEach((key, value) -> problems.literal(field + "[" + key + "]", value));
    }
}
