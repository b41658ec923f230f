package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * A Dataset as one end of a migration.
 *
 * @param name name of the Dataset
 * @param namespace namespace of the Dataset
 * @param path directory in the Dataset; default: all of it
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DatasetToMigrate(
        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        String name,

        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        String namespace,

        @Nullable String path,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public DatasetToMigrate {
        name = Values.text(name);
        namespace = Values.text(namespace);
        additionalProperties = Values.map(additionalProperties);
    }
}
