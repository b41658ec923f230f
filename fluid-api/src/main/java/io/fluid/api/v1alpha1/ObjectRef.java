package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Reference to a data operation.
 *
 * @param apiVersion group and version; default {@code data.fluid.io/v1alpha1}
 * @param kind kind of the operation
 * @param name name of the operation
 * @param namespace namespace of the operation; default: this one's
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ObjectRef(
        @Nullable String apiVersion,

        @Constraint(
                required = true,
                oneOf = {"DataLoad", "DataBackup", "DataMigrate", "DataProcess"})
        @JsonInclude(JsonInclude.Include.ALWAYS)
        String kind,

        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        String name,

        @Nullable String namespace,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public ObjectRef {
        kind = Values.text(kind);
        name = Values.text(name);
        additionalProperties = Values.map(additionalProperties);
    }
}
