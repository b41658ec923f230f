package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * One path to load.
 *
 * @param path path in the Dataset
 * @param replicas cached copies; default 1
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TargetPath(
        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        String path,

        @Nullable Integer replicas,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public TargetPath {
        path = Values.text(path);
        additionalProperties = Values.map(additionalProperties);
    }
}
