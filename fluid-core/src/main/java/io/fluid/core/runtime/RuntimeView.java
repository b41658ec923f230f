package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fluid.api.v1alpha1.CleanCachePolicy;
import io.fluid.api.v1alpha1.RuntimeManagement;
import io.fluid.api.v1alpha1.RuntimeManagementBuilder;
import io.fluid.api.v1alpha1.RuntimeStatus;
import io.fluid.api.v1alpha1.RuntimeStatusBuilder;
import io.fluid.core.json.Json;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/** What all runtime kinds have in common, read from an object of any kind. */
final class RuntimeView {

    private RuntimeView() {}

    /** The status; empty when there is none. */
    static RuntimeStatus status(GenericKubernetesResource runtime) {
        Object status = runtime.getAdditionalProperties().get("status");
        return status == null
                ? RuntimeStatusBuilder.builder().build()
                : Json.MAPPER.convertValue(status, RuntimeStatus.class);
    }

    /** {@code spec.management}, or for kinds that have it there {@code spec.cleanCachePolicy}. */
    static RuntimeManagement management(GenericKubernetesResource runtime) {
        if (!(runtime.getAdditionalProperties().get("spec") instanceof Map<?, ?> spec)) {
            return RuntimeManagementBuilder.builder().build();
        }
        if (spec.get("management") != null) {
            return Json.MAPPER.convertValue(spec.get("management"), RuntimeManagement.class);
        }
        @Nullable
        CleanCachePolicy policy = Json.MAPPER.convertValue(spec.get("cleanCachePolicy"), CleanCachePolicy.class);
        return RuntimeManagementBuilder.builder().cleanCachePolicy(policy).build();
    }

    /** Whether sizes of the under-storage are wanted. */
    static boolean syncsMetadata(GenericKubernetesResource runtime) {
        var policy = management(runtime).metadataSyncPolicy();
        return policy == null || !Boolean.FALSE.equals(policy.autoSync());
    }

    /** An annotation, or null. */
    static @Nullable String annotation(GenericKubernetesResource runtime, String key) {
        Map<String, String> annotations = runtime.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(key);
    }
}
