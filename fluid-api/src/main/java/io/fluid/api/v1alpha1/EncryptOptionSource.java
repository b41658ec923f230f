package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Source of a secret option value.
 *
 * @param secretKeyRef key of a Secret in the dataset's namespace
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EncryptOptionSource(
        @Nullable SecretKeySelector secretKeyRef,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public EncryptOptionSource {
        additionalProperties = Values.map(additionalProperties);
    }
}
