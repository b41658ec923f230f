package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * One tier of a cache worker.
 *
 * @param mediumtype medium of the tier
 * @param volumeType kind of volume behind the paths; default {@code hostPath}
 * @param volumeSource volume details for {@code emptyDir}; the volume's name is decided by the engine
 * @param path comma separated directories; JuiceFS separates by colon
 * @param quota capacity in bytes, shared evenly between the paths
 * @param quotaList comma separated capacities, one for each path (at least two); wins over {@code quota}
 * @param high high watermark of eviction, a ratio between 0 and 1
 * @param low low watermark of eviction, a ratio between 0 and 1
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TieredStoreLevel(
        @Constraint(
                required = true,
                oneOf = {"MEM", "SSD", "HDD"})
        @JsonInclude(JsonInclude.Include.ALWAYS)
        String mediumtype,

        @Constraint(
                oneOf = {"hostPath", "emptyDir"},
                defaultValue = "hostPath")
        @Nullable
        String volumeType,

        @Constraint(without = "name") @Nullable Volume volumeSource,
        @Constraint(minLength = 1) @Nullable String path,
        @Nullable Quantity quota,

        @Constraint(pattern = Constraint.QUANTITY_LIST) @Nullable
        String quotaList,

        @Nullable String high,
        @Nullable String low,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public TieredStoreLevel {
        mediumtype = Values.text(mediumtype);
        additionalProperties = Values.map(additionalProperties);
    }
}
