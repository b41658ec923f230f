package io.fluid.core.spi.support;

import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says what is wrong with the parts of a runtime that go into pods. */
public final class PodChecks {

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern VOLUME_NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private final Problems problems;

    /** Checks that add what they find to {@code problems}. */
    public PodChecks(Problems problems) {
        this.problems = problems;
    }

    /** Variables; {@code taken} are the names that the engine uses itself. */
    public void environment(String field, Map<String, String> env, Predicate<String> taken, String instead) {
        env.forEach((name, value) -> {
            if (!VARIABLE.matcher(name).matches()) {
                problems.add(field, name, "names of letters, digits and underscores");
            } else if (taken.test(name)) {
                problems.add(field, name, instead);
            } else if (value.indexOf('\0') >= 0) {
                problems.add(field + "[" + name + "]", value, "text without NUL characters");
            }
        });
    }

    /** Requests are not above limits, and nothing is negative. */
    public void resources(String field, @Nullable ResourceRequirements resources) {
        if (resources == null) {
            return;
        }
        Map<String, Quantity> limits = Objects.requireNonNullElse(resources.getLimits(), Map.of());
        Map<String, Quantity> requests = Objects.requireNonNullElse(resources.getRequests(), Map.of());
        amounts(field + ".limits", limits);
        amounts(field + ".requests", requests);
        requests.forEach((name, request) -> {
            Quantity limit = limits.get(name);
            if (limit != null && request.getNumericalAmount().compareTo(limit.getNumericalAmount()) > 0) {
                problems.add(field + ".requests[" + name + "]", request.toString(), "at most the limit, " + limit);
            }
        });
    }

    private void amounts(String field, Map<String, Quantity> amounts) {
        amounts.forEach((name, amount) -> {
            if (amount.getNumericalAmount().signum() < 0) {
                problems.add(field + "[" + name + "]", amount.toString(), "0 or more");
            }
        });
    }

    /** Volumes of the user; {@code ours} are the names that the engine uses itself. */
    public void volumes(String at, List<Volume> volumes, Pattern ours) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < volumes.size(); i++) {
            String name = volumes.get(i).getName();
            String field = at + "[" + i + "].name";
            if (name == null || !VOLUME_NAME.matcher(name).matches()) {
                problems.add(field, String.valueOf(name), "a DNS label of at most 63 characters");
            } else if (ours.matcher(name).matches()) {
                problems.add(field, name, "a name that Fluid does not use itself");
            } else if (!names.add(name)) {
                problems.add(field, name, "a name that no other volume has");
            }
        }
    }

    /** Mounts of the user's volumes, outside of the engine's own folders. */
    public void volumeMounts(String field, List<VolumeMount> mounts, List<Volume> volumes, List<String> ourFolders) {
        Set<String> known =
                volumes.stream().map(Volume::getName).filter(Objects::nonNull).collect(Collectors.toSet());
        Set<String> paths = new HashSet<>();
        for (int i = 0; i < mounts.size(); i++) {
            String name = String.valueOf(mounts.get(i).getName());
            String path = String.valueOf(mounts.get(i).getMountPath());
            if (!known.contains(name)) {
                problems.add(field + "[" + i + "].name", name, "the name of one of the runtime's spec.volumes");
            }
            if (!path.startsWith("/") || path.contains(":") || Problems.hasControl(path)) {
                problems.add(field + "[" + i + "].mountPath", path, "an absolute path without colons");
            } else if (!paths.add(path) || ourFolders.stream().anyMatch(folder -> isIn(path, folder))) {
                problems.add(field + "[" + i + "].mountPath", path, "a path where nothing else is mounted");
            }
        }
    }

    private static boolean isIn(String path, String folder) {
        return path.equals(folder) || path.startsWith(folder + "/");
    }

    /** Secrets for pulling images. */
    public void pullSecrets(String field, List<LocalObjectReference> secrets) {
        for (int i = 0; i < secrets.size(); i++) {
            String name = Objects.requireNonNullElse(secrets.get(i).getName(), "");
            problems.objectName(field + "[" + i + "].name", name, "the name of a Secret");
        }
    }
}
