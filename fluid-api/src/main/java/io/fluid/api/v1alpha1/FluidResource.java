package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import io.fabric8.kubernetes.client.CustomResource;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What all kinds have in common: group, version, and that fields which are not known survive. The spec of a resource is
 * never null; its status is an empty one until somebody has written it.
 *
 * @param <S> type of the spec
 * @param <T> type of the status
 */
public abstract class FluidResource<S, T> extends CustomResource<S, T> {

    /** The API group of all kinds. */
    public static final String GROUP = "data.fluid.io";

    /** The API version of all kinds. */
    public static final String VERSION = "v1alpha1";

    /** The category that {@code kubectl get fluid} lists. */
    public static final String CATEGORY = "fluid";

    private final Map<String, Object> additionalProperties = new LinkedHashMap<>();

    /** Top-level fields that this version does not know. */
    @JsonAnyGetter
    public Map<String, Object> getAdditionalProperties() {
        return Collections.unmodifiableMap(additionalProperties);
    }

    /** Keeps a top-level field that this version does not know. */
    @JsonAnySetter
    public void setAdditionalProperty(String name, Object value) {
        additionalProperties.put(name, value);
    }
}
