package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Nodes that may cache a Dataset.
 *
 * @param required nodes that workers must run on
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CacheableNodeAffinity(
        @Nullable NodeSelector required,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public CacheableNodeAffinity {
        additionalProperties = Values.map(additionalProperties);
    }
}
