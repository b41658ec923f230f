package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * One end of a migration: a Dataset or a storage.
 *
 * @param dataset a Dataset
 * @param externalStorage a storage that no Dataset describes
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DataToMigrate(
        @Nullable DatasetToMigrate dataset,
        @Nullable ExternalStorage externalStorage,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public DataToMigrate {
        additionalProperties = Values.map(additionalProperties);
    }
}
