package io.fluid.core.dataset;

import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetSpec;
import io.fluid.api.v1alpha1.EncryptOption;
import io.fluid.api.v1alpha1.Mount;
import io.fluid.core.spi.Problem;
import io.fluid.core.spi.support.DatasetMount;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What is wrong with a Dataset whatever the engine. Pure: no I/O. */
public final class DatasetValidator {

    private static final Pattern DNS_1035 = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
    private static final int LONGEST_NAME = 63;
    private static final String FIRST_MOUNT = "Dataset.spec.mounts[0].mountPoint";
    private static final Pattern MOUNT_POINT = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*://.+", Pattern.DOTALL);
    private static final Set<String> PLACEMENTS = Set.of("", "Exclusive", "Shared");
    private static final Set<String> ACCESS_MODES =
            Set.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");

    private DatasetValidator() {}

    /** Everything that is wrong, in the order of the fields; empty when nothing is. */
    public static List<Problem> validate(Dataset dataset) {
        List<Problem> problems = new ArrayList<>();
        checkName(dataset.getMetadata().getName(), "Dataset.metadata.name", problems);
        DatasetSpec spec = dataset.getSpec();
        if (spec == null) {
            return problems;
        }
        String placement = spec.placement();
        if (placement != null && !PLACEMENTS.contains(placement)) {
            problems.add(new Problem("Dataset.spec.placement", placement, "Exclusive or Shared"));
        }
        for (int i = 0; i < spec.accessModes().size(); i++) {
            if (!ACCESS_MODES.contains(spec.accessModes().get(i))) {
                problems.add(new Problem(
                        "Dataset.spec.accessModes[" + i + "]",
                        spec.accessModes().get(i),
                        "one of ReadOnlyMany, ReadWriteMany, ReadWriteOnce, ReadWriteOncePod"));
            }
        }
        checkMounts(spec, problems);
        checkReference(dataset, problems);
        checkEncryptOptions(
                spec.sharedEncryptOptions(), spec.sharedOptions(), "Dataset.spec.sharedEncryptOptions", problems);
        return problems;
    }

    /** As {@link #validate}, for a Dataset that a runtime is to serve: it has storages of its own. */
    public static List<Problem> validateServed(Dataset dataset) {
        List<Problem> problems = validate(dataset);
        if (problems.isEmpty() && DatasetReference.of(dataset).isPresent()) {
            problems.add(new Problem(
                    FIRST_MOUNT,
                    dataset.getSpec().mounts().get(0).mountPoint(),
                    "a storage: a Dataset that refers to another one is served by the runtime of that and needs none"
                            + " of its own"));
        }
        return problems;
    }

    /** Adds a problem when the name cannot be the name of a Service. */
    public static void checkName(String name, String field, List<Problem> problems) {
        if (name.length() > LONGEST_NAME || !DNS_1035.matcher(name).matches()) {
            problems.add(new Problem(
                    field,
                    name,
                    "a DNS label: at most 63 lower-case letters, digits and '-', beginning with a letter"));
        }
    }

    private static void checkMounts(DatasetSpec spec, List<Problem> problems) {
        Map<String, Integer> names = new HashMap<>();
        Map<String, Integer> paths = new HashMap<>();
        for (int i = 0; i < spec.mounts().size(); i++) {
            Mount mount = spec.mounts().get(i);
            String field = "Dataset.spec.mounts[" + i + "]";
            checkMountPoint(mount.mountPoint(), field + ".mountPoint", problems);
            String name = mount.name() == null ? "" : mount.name();
            Integer sameName = name.isEmpty() ? null : names.putIfAbsent(name, i);
            if (sameName != null) {
                problems.add(new Problem(
                        field + ".name", name, "a name that mounts[" + sameName + "] does not have already"));
            } else {
                String path = DatasetMount.path(mount);
                Integer samePath = paths.putIfAbsent(path, i);
                if (samePath != null) {
                    problems.add(new Problem(
                            field + ".path", path, "a path that mounts[" + samePath + "] does not have already"));
                }
            }
            if (List.of(DatasetMount.path(mount).split("/", -1)).contains("..")) {
                problems.add(new Problem(field + ".path", DatasetMount.path(mount), "a path without '..'"));
            }
            checkEncryptOptions(mount.encryptOptions(), mount.options(), field + ".encryptOptions", problems);
        }
    }

    /** A Dataset either has storages of its own, or is another one by a second name. */
    private static void checkReference(Dataset dataset, List<Problem> problems) {
        List<Mount> mounts = dataset.getSpec().mounts();
        boolean refers = mounts.stream().anyMatch(DatasetReference::isMeantBy);
        for (int i = 0; i < mounts.size() && mounts.size() > 1; i++) {
            if (DatasetReference.isMeantBy(mounts.get(i))) {
                problems.add(new Problem(
                        "Dataset.spec.mounts[" + i + "].mountPoint",
                        mounts.get(i).mountPoint(),
                        "storages only; a Dataset that mounts another one has no mount beside that"));
            }
        }
        if (mounts.isEmpty() || !problems.isEmpty()) {
            return;
        }
        String mountPoint = mounts.get(0).mountPoint();
        String own = DatasetReference.SCHEME + dataset.getMetadata().getNamespace() + "/"
                + dataset.getMetadata().getName();
        if (mountPoint.equals(own) || mountPoint.startsWith(own + "/")) {
            problems.add(new Problem(FIRST_MOUNT, mountPoint, "another Dataset than this one itself"));
        }
        List<Mount> bound = DatasetReference.bound(dataset);
        if (!bound.isEmpty()
                && (refers || DatasetReference.isMeantBy(bound.get(0)))
                && !bound.get(0).mountPoint().equals(mountPoint)) {
            problems.add(new Problem(
                    FIRST_MOUNT,
                    mountPoint,
                    "\"" + bound.get(0).mountPoint() + "\", to which the volume is bound; to change it, delete the"
                            + " Dataset and create it anew"));
        }
    }

    private static void checkMountPoint(String mountPoint, String field, List<Problem> problems) {
        if (mountPoint.startsWith(DatasetReference.SCHEME)) {
            if (DatasetReference.parse(mountPoint).isEmpty()) {
                problems.add(new Problem(field, mountPoint, DatasetReference.ACCEPTED));
            }
        } else if (!MOUNT_POINT.matcher(mountPoint).matches()) {
            problems.add(new Problem(field, mountPoint, "scheme://path, for example s3://bucket/folder"));
        } else if (mountPoint.chars().anyMatch(Character::isISOControl)) {
            problems.add(new Problem(field, mountPoint, "text without line breaks and other control characters"));
        }
    }

    private static void checkEncryptOptions(
            List<EncryptOption> encrypted, Map<String, String> options, String field, List<Problem> problems) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < encrypted.size(); i++) {
            EncryptOption option = encrypted.get(i);
            String at = field + "[" + i + "]";
            if (!seen.add(option.name())) {
                problems.add(new Problem(at + ".name", option.name(), "every name once"));
            } else if (options.containsKey(option.name())) {
                problems.add(new Problem(
                        at + ".name", option.name(), "a name that is not among the options in plain text as well"));
            }
            var source = option.valueFrom();
            var secret = source == null ? null : source.secretKeyRef();
            if (secret == null
                    || secret.name().isEmpty()
                    || secret.key() == null
                    || secret.key().isEmpty()) {
                problems.add(new Problem(at + ".valueFrom.secretKeyRef", "", "the name and the key of a Secret"));
            }
        }
    }
}
