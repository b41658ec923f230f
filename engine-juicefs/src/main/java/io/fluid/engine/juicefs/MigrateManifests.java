package io.fluid.engine.juicefs;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fluid.api.v1alpha1.DataMigrate;
import io.fluid.api.v1alpha1.DataMigrateSpec;
import io.fluid.core.spi.JobDescription;
import io.fluid.core.spi.support.ImageNames;
import io.fluid.core.spi.support.PodObjects;
import io.fluid.core.spi.support.Problems;
import io.fluid.engine.juicefs.RuntimeSpec.Part;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Renders a migration: a pod in which {@code juicefs sync} copies from one end to the other. It mounts no volume of
 * JuiceFS and asks for no privileges. Claims, and Datasets other than its own, it sees as every application does.
 */
final class MigrateManifests {

    private final Plan plan;
    private final DataMigrate migrate;
    private final PodParts parts;

    MigrateManifests(Plan plan, DataMigrate migrate) {
        this.plan = plan;
        this.migrate = migrate;
        this.parts = new PodParts(plan);
    }

    JobDescription describe() {
        DataMigrateSpec spec = migrate.getSpec();
        String script = migrate.getMetadata().getName() + "-migrate-script";
        MigrationEnd from = MigrationEnd.of(plan, "from", Objects.requireNonNull(spec.from()));
        MigrationEnd to = MigrationEnd.of(plan, "to", Objects.requireNonNull(spec.to()));
        OperationOptions options = OperationOptions.of(spec.options());
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put("FLUID_FORMAT", "false");
        inputs.put("FLUID_QUOTA", "");
        inputs.put("FLUID_SYNC_FROM", from.address());
        inputs.put("FLUID_SYNC_TO", to.address());
        PodParts.numbered(inputs, "FLUID_SYNC_OPTION_", "FLUID_SYNC_OPTIONS", options.arguments());
        inputs.put("FLUID_SYNC_TIMEOUT", options.timeout());
        Part part = parts.operationPart();
        Container container = parts.program("datamigrate", part, inputs)
                .withImage(ImageNames.image(plan.image(), spec.image(), spec.imageTag()))
                .withImagePullPolicy(spec.imagePullPolicy() == null ? plan.pullPolicy() : spec.imagePullPolicy())
                .addAllToEnv(keys(from, "FROM"))
                .addAllToEnv(keys(to, "TO"))
                .build();
        List<MigrationEnd> claims =
                Stream.of(from, to).filter(end -> end.claim() != null).toList();
        claims.forEach(end -> container.getVolumeMounts().add(PodObjects.mount(end.volume(), end.folder(), false)));
        PodTemplateSpec pod = parts.template("migrate", part)
                .editSpec()
                .withRestartPolicy("Never")
                .withContainers(container)
                .withVolumes(parts.programVolumes(script, container))
                .addAllToVolumes(
                        claims.stream().map(MigrateManifests::claimVolume).toList())
                .endSpec()
                .build();
        return new JobDescription(List.of(parts.script(script)), pod);
    }

    private static List<EnvVar> keys(MigrationEnd end, String side) {
        return end.keys().stream()
                .map(key -> PodParts.secret(
                        "FLUID_SYNC_" + side + "_" + DataVolume.variable(key.name()),
                        Problems.secretKey(key).orElseThrow()))
                .toList();
    }

    private static Volume claimVolume(MigrationEnd end) {
        return new VolumeBuilder()
                .withName(end.volume())
                .withNewPersistentVolumeClaim(end.claim(), null)
                .build();
    }
}
