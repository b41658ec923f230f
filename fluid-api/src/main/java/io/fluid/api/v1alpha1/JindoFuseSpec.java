package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * FUSE client of a Jindo cache.
 *
 * @param image image repository, without tag
 * @param imageTag image tag
 * @param imagePullPolicy image pull policy
 * @param imagePullSecrets secrets for pulling images
 * @param properties properties
 * @param env environment variables
 * @param resources resource requests and limits
 * @param args arguments of the FUSE process
 * @param nodeSelector node labels that the pods need
 * @param tolerations tolerations of the pods
 * @param labels deprecated upstream, excludes {@code podMetadata.labels}
 * @param podMetadata labels and annotations of the pods
 * @param cleanPolicy when FUSE pods leave: {@code OnDemand}, {@code OnRuntimeDeleted} (default) or {@code
 *     OnFuseChanged}
 * @param disabled switches the component off; default false
 * @param logConfig log settings
 * @param metrics export of client metrics
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record JindoFuseSpec(
        @Nullable String image,
        @Nullable String imageTag,
        @Nullable String imagePullPolicy,
        List<LocalObjectReference> imagePullSecrets,
        Map<String, String> properties,
        Map<String, String> env,
        @Nullable ResourceRequirements resources,
        List<String> args,
        Map<String, String> nodeSelector,
        List<Toleration> tolerations,
        Map<String, String> labels,
        @Nullable PodMetadata podMetadata,
        @Nullable String cleanPolicy,
        @Nullable Boolean disabled,
        Map<String, String> logConfig,
        @Nullable ClientMetrics metrics,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public JindoFuseSpec {
        imagePullSecrets = Values.list(imagePullSecrets);
        properties = Values.map(properties);
        env = Values.map(env);
        args = Values.list(args);
        nodeSelector = Values.map(nodeSelector);
        tolerations = Values.list(tolerations);
        labels = Values.map(labels);
        logConfig = Values.map(logConfig);
        additionalProperties = Values.map(additionalProperties);
    }
}
