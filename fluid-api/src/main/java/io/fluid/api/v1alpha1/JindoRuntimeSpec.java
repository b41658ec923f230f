package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Volume;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * Wanted state of a Jindo cache.
 *
 * @param jindoVersion image of master and worker
 * @param master metadata server
 * @param worker cache server; its count is {@code replicas} of this spec
 * @param fuse FUSE client
 * @param properties properties of all components
 * @param tieredstore cache media of a worker; only the first level is used
 * @param replicas number of workers
 * @param runAs user of the processes
 * @param user user name for the engine
 * @param hadoopConfig name of a ConfigMap with {@code core-site.xml} and {@code hdfs-site.xml}
 * @param secret name of the Secret with the credentials of the storage
 * @param labels deprecated upstream; use {@code podMetadata}
 * @param podMetadata labels and annotations of all pods
 * @param logConfig log settings
 * @param networkmode network of the pods, spelled in lower case upstream; empty means {@code HostNetwork}
 * @param cleanCachePolicy cache removal at deletion
 * @param volumes volumes that components may mount
 * @param imagePullSecrets secrets for pulling images, all components
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record JindoRuntimeSpec(
        @Nullable VersionSpec jindoVersion,
        @Nullable JindoComponentSpec master,
        @Nullable JindoComponentSpec worker,
        @Nullable JindoFuseSpec fuse,
        Map<String, String> properties,
        @Nullable TieredStore tieredstore,
        @Nullable Integer replicas,
        @Nullable User runAs,
        @Nullable String user,
        @Nullable String hadoopConfig,
        @Nullable String secret,
        Map<String, String> labels,
        @Nullable PodMetadata podMetadata,
        Map<String, String> logConfig,

        @Constraint(oneOf = {"HostNetwork", "", "ContainerNetwork"}) @Nullable
        String networkmode,

        @Nullable CleanCachePolicy cleanCachePolicy,
        List<Volume> volumes,
        List<LocalObjectReference> imagePullSecrets,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public JindoRuntimeSpec {
        properties = Values.map(properties);
        labels = Values.map(labels);
        logConfig = Values.map(logConfig);
        volumes = Values.list(volumes);
        imagePullSecrets = Values.list(imagePullSecrets);
        additionalProperties = Values.map(additionalProperties);
    }
}
