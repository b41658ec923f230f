package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * What a Dataset is made of and who may see it.
 *
 * @param mounts under-storages, at least one when given
 * @param owner user that the file system shows as owner
 * @param nodeAffinity nodes that may cache the data
 * @param tolerations tolerations of master and worker pods
 * @param accessModes access modes of volume and claim; empty means {@code ReadOnlyMany}
 * @param runtimes accepted and ignored, as upstream does; see {@link DatasetStatus#runtimes()}
 * @param placement whether workers of several Datasets may share a node; empty means {@code Exclusive}
 * @param dataRestoreLocation metadata backup to read at start
 * @param sharedOptions options of every mount; a mount's own win
 * @param sharedEncryptOptions secret options of every mount
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DatasetSpec(
        @Constraint(minItems = 1) List<Mount> mounts,
        @Nullable User owner,
        @Nullable CacheableNodeAffinity nodeAffinity,
        List<Toleration> tolerations,
        List<String> accessModes,
        List<Runtime> runtimes,

        @Constraint(oneOf = {"Exclusive", "", "Shared"}) @Nullable
        String placement,

        @Nullable DataRestoreLocation dataRestoreLocation,
        Map<String, String> sharedOptions,
        List<EncryptOption> sharedEncryptOptions,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public DatasetSpec {
        mounts = Values.list(mounts);
        tolerations = Values.list(tolerations);
        accessModes = Values.list(accessModes);
        runtimes = Values.list(runtimes);
        sharedOptions = Values.map(sharedOptions);
        sharedEncryptOptions = Values.list(sharedEncryptOptions);
        additionalProperties = Values.map(additionalProperties);
    }
}
