package io.fluid.core.spi.support;

import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fluid.core.spi.PodText;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Small parts of pods. */
public final class PodObjects {

    private PodObjects() {}

    /** A variable with a value in which {@code $(NAME)} is replaced. */
    public static EnvVar variable(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    /** Variables whose values reach the process as they are. */
    public static List<EnvVar> plain(Map<String, String> variables) {
        return variables.entrySet().stream()
                .map(entry -> variable(entry.getKey(), PodText.literal(entry.getValue())))
                .toList();
    }

    /** A variable with the value of a field of the pod. */
    public static EnvVar fieldRef(String name, String path) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewFieldRef()
                .withFieldPath(path)
                .endFieldRef()
                .endValueFrom()
                .build();
    }

    /** All files of a ConfigMap. */
    public static Volume configMapVolume(String name, String configMap) {
        ConfigMapVolumeSource source = new ConfigMapVolumeSource();
        source.setName(configMap);
        return new VolumeBuilder().withName(name).withConfigMap(source).build();
    }

    /** A volume that lives as long as its pod; of memory when {@code medium} says so. */
    public static Volume emptyDir(String name, @Nullable String medium) {
        return new VolumeBuilder()
                .withName(name)
                .withNewEmptyDir()
                .withMedium(medium)
                .endEmptyDir()
                .build();
    }

    /** A volume at a path. */
    public static VolumeMount mount(String volume, String path, boolean readOnly) {
        return new VolumeMountBuilder()
                .withName(volume)
                .withMountPath(path)
                .withReadOnly(readOnly ? true : null)
                .build();
    }

    /** 32 hexadecimal digits that stand for a text. */
    public static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, 32);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
