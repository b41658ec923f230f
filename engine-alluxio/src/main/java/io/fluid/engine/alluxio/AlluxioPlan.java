package io.fluid.engine.alluxio;

import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fluid.api.v1alpha1.PodMetadata;
import io.fluid.api.v1alpha1.User;
import io.fluid.core.spi.support.TierDirectory;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Everything decided about one Alluxio cache, nothing rendered.
 *
 * @param name of dataset and runtime
 * @param namespace of both
 * @param masters number of masters
 * @param workers number of workers
 * @param pods what the containers of a pod share, by the component that it is named for
 * @param processes every process, by component; without an API gateway when none is wanted
 * @param ports number of every port
 * @param tiers directories of the tiered store, top level first
 * @param mounts under-storages, the root first
 * @param nativeMounts under-storages that are volumes of the pods
 * @param fuse how the data is mounted
 * @param volumes the user's own volumes
 * @param hadoopConfig ConfigMap with Hadoop's configuration; null when there is none
 * @param users who the servers run as; null for the image's user
 * @param restore backup of the metadata to begin with; null when there is none
 * @param offersMetrics whether Prometheus is told where the metrics are
 * @param keepsLoaded whether what a DataLoad loaded is never evicted
 */
record AlluxioPlan(
        String name,
        String namespace,
        int masters,
        int workers,
        Map<Component, Pod> pods,
        Map<Component, Process> processes,
        Map<Port, Integer> ports,
        List<TierDirectory> tiers,
        List<UfsMount> mounts,
        List<NativeMount> nativeMounts,
        Fuse fuse,
        List<Volume> volumes,
        @Nullable String hadoopConfig,
        @Nullable Users users,
        @Nullable Restore restore,
        boolean offersMetrics,
        boolean keepsLoaded) {

    AlluxioPlan {
        pods = Map.copyOf(pods);
        processes = Map.copyOf(processes);
        ports = Map.copyOf(ports);
        tiers = List.copyOf(tiers);
        mounts = List.copyOf(mounts);
        nativeMounts = List.copyOf(nativeMounts);
        volumes = List.copyOf(volumes);
    }

    /** The pod that a component runs in. */
    Pod pod(Component component) {
        Pod pod = pods.get(component.pod());
        if (pod == null) {
            throw new IllegalStateException("no pod of " + component + " planned");
        }
        return pod;
    }

    boolean has(Component component) {
        return processes.containsKey(component);
    }

    Process process(Component component) {
        Process process = processes.get(component);
        if (process == null) {
            throw new IllegalStateException("no " + component + " planned");
        }
        return process;
    }

    int port(Port port) {
        Integer number = ports.get(port);
        if (number == null) {
            throw new IllegalStateException("no port " + port.claim() + " planned");
        }
        return number;
    }

    boolean highlyAvailable() {
        return masters > 1;
    }

    /** Host name of a master, for everybody outside its pod. */
    static String masterHost(String name, String namespace, int index) {
        return name + "-master-" + index + "." + namespace;
    }

    /** Host names of the first masters. */
    static List<String> masterHosts(String name, String namespace, int masters) {
        return IntStream.range(0, masters)
                .mapToObj(index -> masterHost(name, namespace, index))
                .toList();
    }

    /** Host names of all masters. */
    List<String> masterHosts() {
        return masterHosts(name, namespace, masters);
    }

    /** Memory that the tiers of one worker use. */
    long tierMemory() {
        return tiers.stream()
                .filter(TierDirectory::memory)
                .mapToLong(TierDirectory::bytes)
                .sum();
    }

    /** Disk that the tiers of one worker use. */
    long tierDisk() {
        return tiers.stream()
                .filter(tier -> !tier.memory())
                .mapToLong(TierDirectory::bytes)
                .sum();
    }

    /**
     * What the containers of a pod share.
     *
     * @param image {@code repository:tag}
     * @param pullPolicy null for the cluster's default
     * @param hostNetwork whether it runs in the node's network
     * @param metadata of the runtime, then of the components; later ones win
     */
    record Pod(
            String image,
            @Nullable String pullPolicy,
            boolean hostNetwork,
            List<PodMetadata> metadata,
            Map<String, String> nodeSelector,
            List<LocalObjectReference> pullSecrets) {
        Pod {
            metadata = List.copyOf(metadata);
            nodeSelector = Map.copyOf(nodeSelector);
            pullSecrets = List.copyOf(pullSecrets);
        }
    }

    /**
     * One process.
     *
     * @param properties Alluxio's, without secrets
     * @param jvmOptions the user's come last and win
     * @param environment the user's
     * @param resources null when the container has none
     */
    record Process(
            Map<String, String> properties,
            List<String> jvmOptions,
            Map<String, String> environment,
            @Nullable ResourceRequirements resources,
            List<VolumeMount> volumeMounts) {
        Process {
            properties = Map.copyOf(properties);
            jvmOptions = List.copyOf(jvmOptions);
            environment = Map.copyOf(environment);
            volumeMounts = List.copyOf(volumeMounts);
        }
    }

    /**
     * One under-storage as Alluxio mounts it.
     *
     * @param path in Alluxio; {@code /} is the root
     * @param uri of the storage
     * @param secretOptions option to secret file {@code <secret>/<key>}
     */
    record UfsMount(
            String path,
            String uri,
            Map<String, String> options,
            Map<String, String> secretOptions,
            boolean readOnly,
            boolean shared) {
        UfsMount {
            options = Map.copyOf(options);
            secretOptions = Map.copyOf(secretOptions);
        }
    }

    /**
     * One under-storage that is a volume.
     *
     * @param volume its name is unique
     * @param path in the containers
     * @param subPath of the volume; null for all of it
     */
    record NativeMount(Volume volume, String path, @Nullable String subPath, boolean readOnly) {}

    /**
     * How the data is mounted.
     *
     * @param mountPath in the container
     * @param arguments of the image's entry point
     * @param critical whether its pods have the priority of node services
     */
    record Fuse(String mountPath, List<String> arguments, boolean critical) {
        Fuse {
            arguments = List.copyOf(arguments);
        }
    }

    /**
     * Who the servers run as, and what makes that user known in their containers.
     *
     * @param user ids and names
     * @param image of the init container: any with a shell
     * @param pullPolicy null for the cluster's default
     * @param environment the user's
     * @param resources null when the container has none
     */
    record Users(
            User user,
            String image,
            @Nullable String pullPolicy,
            Map<String, String> environment,
            @Nullable ResourceRequirements resources) {
        Users {
            environment = Map.copyOf(environment);
        }
    }

    /**
     * A backup of the metadata.
     *
     * @param volume that has it
     * @param subPath folder in the volume; null for its top
     * @param node that has it; null for any
     */
    record Restore(
            Volume volume,
            @Nullable String subPath,
            @Nullable String node) {}
}
