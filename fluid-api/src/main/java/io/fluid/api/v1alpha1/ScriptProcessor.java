package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * A script as processor.
 *
 * @param image image repository, without tag
 * @param imageTag image tag
 * @param imagePullPolicy image pull policy
 * @param restartPolicy restart policy of the pod; default {@code Never}
 * @param command interpreter, such as {@code bash}
 * @param source text of the script
 * @param env environment variables
 * @param volumeMounts mounts of {@code volumes}
 * @param volumes volumes of the pod
 * @param resources resource requests and limits
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ScriptProcessor(
        @Nullable String image,
        @Nullable String imageTag,
        @Nullable String imagePullPolicy,

        @Constraint(
                defaultValue = "Never",
                oneOf = {"Never", "OnFailure"})
        @Nullable
        String restartPolicy,

        List<String> command,

        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        String source,

        List<EnvVar> env,
        List<VolumeMount> volumeMounts,
        List<Volume> volumes,
        @Nullable ResourceRequirements resources,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public ScriptProcessor {
        command = Values.list(command);
        source = Values.text(source);
        env = Values.list(env);
        volumeMounts = Values.list(volumeMounts);
        volumes = Values.list(volumes);
        additionalProperties = Values.map(additionalProperties);
    }
}
