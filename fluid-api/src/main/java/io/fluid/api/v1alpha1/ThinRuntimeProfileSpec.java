package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Volume;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * How a file system that the project does not know is run.
 *
 * @param fileSystemType file system type as the kernel shows it, such as {@code fuse.juicefs}
 * @param imagePullSecrets secrets for pulling images, all components
 * @param worker cache server
 * @param fuse FUSE client
 * @param volumes volumes that components may mount
 * @param nodePublishSecretPolicy what becomes of the node-publish Secret of a source volume; default {@code
 *     MountNodePublishSecretIfExists}
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ThinRuntimeProfileSpec(
        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        String fileSystemType,

        List<LocalObjectReference> imagePullSecrets,
        @Nullable ThinComponentSpec worker,
        @Nullable ThinFuseSpec fuse,
        List<Volume> volumes,

        @Constraint(
                defaultValue = "MountNodePublishSecretIfExists",
                oneOf = {
                    "NotMountNodePublishSecret",
                    "MountNodePublishSecretIfExists",
                    "CopyNodePublishSecretAndMountIfNotExists"
                })
        @Nullable
        String nodePublishSecretPolicy,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public ThinRuntimeProfileSpec {
        fileSystemType = Values.text(fileSystemType);
        imagePullSecrets = Values.list(imagePullSecrets);
        volumes = Values.list(volumes);
        additionalProperties = Values.map(additionalProperties);
    }
}
