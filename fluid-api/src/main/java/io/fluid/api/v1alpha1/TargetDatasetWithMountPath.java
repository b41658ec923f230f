package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * The Dataset of a process, and where it is mounted.
 *
 * @param name name of the Dataset
 * @param namespace namespace of the Dataset; default: the operation's
 * @param mountPath directory to mount it at
 * @param subPath directory in the Dataset; default: all of it
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TargetDatasetWithMountPath(
        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        String name,

        @Nullable String namespace,

        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        String mountPath,

        @Nullable String subPath,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public TargetDatasetWithMountPath {
        name = Values.text(name);
        mountPath = Values.text(mountPath);
        additionalProperties = Values.map(additionalProperties);
    }
}
