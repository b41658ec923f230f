package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * Placement of an operation relative to an earlier one.
 *
 * @param dependOn operation to follow; default: the one of {@code runAfter}
 * @param policy empty (no affinity), {@code Require} or {@code Prefer}
 * @param prefers node labels to share if possible
 * @param requires node labels that must be shared
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AffinityStrategy(
        @Nullable ObjectRef dependOn,
        @Nullable String policy,
        List<Prefer> prefers,
        List<Require> requires,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public AffinityStrategy {
        prefers = Values.list(prefers);
        requires = Values.list(requires);
        additionalProperties = Values.map(additionalProperties);
    }
}
