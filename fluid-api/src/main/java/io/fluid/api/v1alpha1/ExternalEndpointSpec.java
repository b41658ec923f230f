package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * An etcd that Vineyard uses instead of its own.
 *
 * @param uri address of the etcd
 * @param encryptOptions options whose value is in a Secret
 * @param options options of the connection
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ExternalEndpointSpec(
        @Nullable String uri,
        List<EncryptOption> encryptOptions,
        Map<String, String> options,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public ExternalEndpointSpec {
        encryptOptions = Values.list(encryptOptions);
        options = Values.map(options);
        additionalProperties = Values.map(additionalProperties);
    }
}
