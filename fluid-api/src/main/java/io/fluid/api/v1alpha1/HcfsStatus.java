package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Endpoint for Hadoop compatible clients.
 *
 * @param endpoint URI of the file system
 * @param underlayerFileSystemVersion version of the HDFS client towards the under-storage
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record HcfsStatus(
        @Nullable String endpoint,
        @Nullable String underlayerFileSystemVersion,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public HcfsStatus {
        additionalProperties = Values.map(additionalProperties);
    }
}
