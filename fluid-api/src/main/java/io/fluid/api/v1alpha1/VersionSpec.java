package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Image of a component. Parts left out are taken from the engine's default image.
 *
 * @param image image repository, without tag
 * @param imageTag image tag
 * @param imagePullPolicy {@code Always}, {@code IfNotPresent} or {@code Never}; default: the cluster's rule
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record VersionSpec(
        @Nullable String image,
        @Nullable String imageTag,
        @Nullable String imagePullPolicy,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public VersionSpec {
        additionalProperties = Values.map(additionalProperties);
    }
}
