package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Wanted state of an EFC cache.
 *
 * @param master metadata server
 * @param worker cache server; its count is {@code replicas} of this spec
 * @param initFuse init container that installs the kernel module
 * @param fuse FUSE client
 * @param tieredstore cache media of a worker
 * @param replicas number of workers
 * @param osAdvise tuning of the node's operating system
 * @param cleanCachePolicy cache removal at deletion
 * @param podMetadata labels and annotations of all pods
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EFCRuntimeSpec(
        @Nullable EFCComponentSpec master,
        @Nullable EFCComponentSpec worker,
        @Nullable EFCInitFuseSpec initFuse,
        @Nullable EFCFuseSpec fuse,
        @Nullable TieredStore tieredstore,
        @Nullable Integer replicas,
        @Nullable EFCOSAdvise osAdvise,
        @Nullable CleanCachePolicy cleanCachePolicy,
        @Nullable PodMetadata podMetadata,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public EFCRuntimeSpec {
        additionalProperties = Values.map(additionalProperties);
    }
}
