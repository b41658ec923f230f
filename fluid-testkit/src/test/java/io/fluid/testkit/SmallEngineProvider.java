package io.fluid.testkit;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.DatasetSpec;
import io.fluid.api.v1alpha1.Mount;
import io.fluid.core.spi.CacheDescription;
import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheEngineProvider;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.CacheUsage;
import io.fluid.core.spi.EngineDescriptor;
import io.fluid.core.spi.EngineSettings;
import io.fluid.core.spi.FuseDescription;
import io.fluid.core.spi.LoadsData;
import io.fluid.core.spi.Problem;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** As little of an engine as the testkit needs to be tested: workers, a fuse, a load. */
public final class SmallEngineProvider implements CacheEngineProvider {

    static final EngineDescriptor DESCRIPTOR =
            new EngineDescriptor("SmallRuntime", "small", Set.of(), "example.com", "v1", "smallruntimes");

    @Override
    public EngineDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public CacheEngine create(EngineSettings settings) {
        return new SmallEngine();
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record SmallRuntime(Spec spec) {
        @JsonIgnoreProperties(ignoreUnknown = true)
        private record Spec(
                int replicas,
                @Nullable String image,
                @Nullable Object tieredstore) {}

        String image() {
            return spec.image() == null ? "corp/cache:1" : spec.image();
        }
    }

    private static final class SmallEngine implements CacheEngine, LoadsData {

        @Override
        public List<Problem> validate(CacheRequest request) {
            SmallRuntime.Spec spec = request.runtimeAs(SmallRuntime.class).spec();
            DatasetSpec dataset = request.dataset().getSpec();
            List<Problem> problems = new ArrayList<>();
            refuse(problems, "SmallRuntime.spec.replicas", spec.replicas(), spec.replicas() < 0, "0 or more");
            refuse(problems, "SmallRuntime.spec.tieredstore", "…", spec.tieredstore() != null, "nothing");
            none(problems, "Dataset.spec.sharedOptions", dataset.sharedOptions().size());
            none(
                    problems,
                    "Dataset.spec.sharedEncryptOptions",
                    dataset.sharedEncryptOptions().size());
            for (int i = 0; i < dataset.mounts().size(); i++) {
                Mount mount = dataset.mounts().get(i);
                String field = "Dataset.spec.mounts[" + i + "]";
                boolean strange = !mount.mountPoint().startsWith("s3://");
                refuse(problems, field + ".mountPoint", mount.mountPoint(), strange, "s3://bucket");
                none(problems, field + ".options", mount.options().size());
                none(problems, field + ".encryptOptions", mount.encryptOptions().size());
            }
            return problems;
        }

        private static void none(List<Problem> problems, String field, int number) {
            refuse(problems, field, number + " options", number > 0, "none");
        }

        private static void refuse(List<Problem> problems, String field, Object value, boolean wrong, String accepted) {
            if (wrong) {
                problems.add(new Problem(field, String.valueOf(value), accepted));
            }
        }

        @Override
        public CacheDescription describe(CacheRequest request) {
            SmallRuntime runtime = request.runtimeAs(SmallRuntime.class);
            StatefulSet worker = new StatefulSetBuilder()
                    .withNewMetadata()
                    .withName(request.name() + "-worker")
                    .endMetadata()
                    .withNewSpec()
                    .withReplicas(runtime.spec().replicas())
                    .withNewSelector()
                    .withMatchLabels(labels(request, "worker"))
                    .endSelector()
                    .withTemplate(pod(request, runtime, "worker"))
                    .endSpec()
                    .build();
            DaemonSet fuse = new DaemonSetBuilder()
                    .withNewMetadata()
                    .withName(request.name() + "-fuse")
                    .endMetadata()
                    .withNewSpec()
                    .withNewSelector()
                    .withMatchLabels(labels(request, "fuse"))
                    .endSelector()
                    .withTemplate(pod(request, runtime, "fuse"))
                    .endSpec()
                    .build();
            return new CacheDescription(
                    List.of(),
                    null,
                    worker,
                    new FuseDescription(fuse, request.mountPath(DESCRIPTOR), "fuse.small"),
                    0,
                    1L << 30,
                    null);
        }

        @Override
        public CacheUsage report(CacheRequest request, Duration deadline) {
            return CacheUsage.of(1L << 30, 0);
        }

        @Override
        public List<Problem> validateLoad(CacheRequest request, DataLoad load) {
            return List.of();
        }

        @Override
        public LoadDescription describeLoad(CacheRequest request, DataLoad load) {
            return new LoadDescription(List.of(), pod(request, request.runtimeAs(SmallRuntime.class), "load"));
        }

        private static PodTemplateSpec pod(CacheRequest request, SmallRuntime runtime, String component) {
            return new PodTemplateSpecBuilder()
                    .withNewMetadata()
                    .withLabels(labels(request, component))
                    .endMetadata()
                    .withNewSpec()
                    .withContainers(new ContainerBuilder()
                            .withName(component)
                            .withImage(runtime.image())
                            .withCommand("small", component)
                            .build())
                    .endSpec()
                    .build();
        }

        private static Map<String, String> labels(CacheRequest request, String component) {
            return Map.of("app", "small", "release", request.name(), "role", "small-" + component);
        }
    }
}
