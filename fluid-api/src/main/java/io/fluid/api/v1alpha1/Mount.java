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
 * One under-storage in a Dataset's tree.
 *
 * @param mountPoint URI of the storage, such as {@code s3://bucket/dir}
 * @param options options for the engine
 * @param name name, unique in the Dataset
 * @param path place in the Dataset's tree; default {@code /<name>}
 * @param readOnly mount read only; default false
 * @param shared visible to all users of the cache; default false
 * @param encryptOptions options whose value is in a Secret
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Mount(
        @Constraint(required = true, minLength = 5) @JsonInclude(JsonInclude.Include.ALWAYS)
        String mountPoint,

        Map<String, String> options,
        @Constraint(minLength = 0) @Nullable String name,
        @Nullable String path,
        @Nullable Boolean readOnly,
        @Nullable Boolean shared,
        List<EncryptOption> encryptOptions,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public Mount {
        mountPoint = Values.text(mountPoint);
        options = Values.map(options);
        encryptOptions = Values.list(encryptOptions);
        additionalProperties = Values.map(additionalProperties);
    }
}
