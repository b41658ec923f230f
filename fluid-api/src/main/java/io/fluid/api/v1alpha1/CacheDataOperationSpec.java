package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * How a data operation runs with an engine.
 *
 * @param name kind of the operation
 * @param image image reference
 * @param command command of the operation
 * @param args arguments of the operation
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CacheDataOperationSpec(
        @Constraint(
                required = true,
                oneOf = {"DataLoad", "DataBackup", "DataMigrate", "DataProcess"})
        @JsonInclude(JsonInclude.Include.ALWAYS)
        String name,

        @Nullable String image,
        List<String> command,
        List<String> args,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public CacheDataOperationSpec {
        name = Values.text(name);
        command = Values.list(command);
        args = Values.list(args);
        additionalProperties = Values.map(additionalProperties);
    }
}
