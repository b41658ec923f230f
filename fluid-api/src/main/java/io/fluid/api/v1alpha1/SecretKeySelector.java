package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * One key of a Secret.
 *
 * @param name name of the Secret
 * @param key key inside the Secret
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SecretKeySelector(
        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        String name,

        @Nullable String key,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public SecretKeySelector {
        name = Values.text(name);
        additionalProperties = Values.map(additionalProperties);
    }
}
