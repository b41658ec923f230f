package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * A tier on directories of the node.
 *
 * @param paths directories, at least one
 * @param quotas capacity of each directory in bytes, as many as {@code paths}
 * @param type type of the hostPath volumes, such as {@code DirectoryOrCreate}
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record HostPathTier(
        @Constraint(required = true, minItems = 1) List<String> paths,
        @Constraint(required = true, minItems = 1) List<Quantity> quotas,
        @Nullable String type,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public HostPathTier {
        paths = Values.list(paths);
        quotas = Values.list(quotas);
        additionalProperties = Values.map(additionalProperties);
    }
}
