package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;

import java.util.List;
import java.util.Map;

/**
 * A storage as one end of a migration.
 *
 * @param uri URI of the storage
 * @param encryptOptions options whose value is in a Secret
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ExternalStorage(
        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        String uri,

        List<EncryptOption> encryptOptions,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public ExternalStorage {
        uri = Values.text(uri);
        encryptOptions = Values.list(encryptOptions);
        additionalProperties = Values.map(additionalProperties);
    }
}
