package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * The Dataset that a data operation works on.
 *
 * @param name name of the Dataset
 * @param namespace namespace of the Dataset; default: the operation's
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TargetDataset(
        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        String name,

        @Nullable String namespace,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public TargetDataset {
        name = Values.text(name);
        additionalProperties = Values.map(additionalProperties);
    }
}
