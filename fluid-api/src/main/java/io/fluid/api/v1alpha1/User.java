package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Numeric and textual identity of a user. All four fields are required by the schema; an absent number is kept
 * absent, never read as root.
 *
 * @param uid numeric user id
 * @param gid numeric group id
 * @param user user name
 * @param group group name
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record User(
        @Constraint(required = true) @Nullable Long uid,
        @Constraint(required = true) @Nullable Long gid,

        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        String user,

        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        String group,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public User {
        user = Values.text(user);
        group = Values.text(group);
        additionalProperties = Values.map(additionalProperties);
    }
}
