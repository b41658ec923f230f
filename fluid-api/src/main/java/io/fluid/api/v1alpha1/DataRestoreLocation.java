package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Where a metadata backup is.
 *
 * @param path {@code local://<dir>} or {@code pvc://<claim>/<dir>}
 * @param nodeName node that holds a {@code local://} backup
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DataRestoreLocation(
        @Nullable String path,
        @Nullable String nodeName,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public DataRestoreLocation {
        additionalProperties = Values.map(additionalProperties);
    }
}
