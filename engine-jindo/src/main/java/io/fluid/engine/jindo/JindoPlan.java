package io.fluid.engine.jindo;

import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fluid.api.v1alpha1.User;
import io.fluid.core.spi.support.TierDirectory;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Everything decided about one JindoCache, nothing rendered.
 *
 * @param name of dataset and runtime
 * @param namespace of both
 * @param masters number of masters; 0 when there is no cache
 * @param workers number of workers
 * @param hostNetwork whether all pods run in the node's network
 * @param pods by component
 * @param ports number of every port
 * @param tiers directories of the cache
 * @param storages what is mounted
 * @param sections of {@code jindocache.cfg} and {@code jindosdk.cfg}, by name
 * @param fuse how the data is mounted
 * @param volumes the user's own volumes
 * @param secret Secret with the credentials of all storages; null when there is none
 * @param hadoopConfig ConfigMap with Hadoop's configuration; null when there is none
 * @param runAs who the servers run as; null for the image's user
 * @param user name that the processes take; null for the image's
 * @param rdma whether the servers get what remote memory access needs
 */
record JindoPlan(
        String name,
        String namespace,
        int masters,
        int workers,
        boolean hostNetwork,
        Map<Component, Pod> pods,
        Map<Port, Integer> ports,
        List<TierDirectory> tiers,
        List<Storage> storages,
        Map<Section, Map<String, String>> sections,
        Fuse fuse,
        List<Volume> volumes,
        @Nullable String secret,
        @Nullable String hadoopConfig,
        @Nullable User runAs,
        @Nullable String user,
        boolean rdma) {

    JindoPlan {
        pods = Map.copyOf(pods);
        ports = Map.copyOf(ports);
        tiers = List.copyOf(tiers);
        storages = List.copyOf(storages);
        sections = Map.copyOf(sections);
        volumes = List.copyOf(volumes);
    }

    Pod pod(Component component) {
        Pod pod = pods.get(component);
        if (pod == null) {
            throw new IllegalStateException("no " + component + " planned");
        }
        return pod;
    }

    int port(Port port) {
        Integer number = ports.get(port);
        if (number == null) {
            throw new IllegalStateException("no port " + port.claim() + " planned");
        }
        return number;
    }

    boolean fuseOnly() {
        return masters == 0;
    }

    boolean highlyAvailable() {
        return masters > 1;
    }

    /** Name of a component's workload. */
    String workload(Component component) {
        return name + "-" + component.container();
    }

    /** Host names of all masters. */
    List<String> masterHosts() {
        return masterHosts(name, namespace, masters);
    }

    static List<String> masterHosts(String name, String namespace, int masters) {
        return IntStream.range(0, masters)
                .mapToObj(index -> name + "-" + Component.MASTER.container() + "-" + index + "." + namespace)
                .toList();
    }

    /** Every master with its raft port, as masters want to be told. */
    String raft() {
        return raft(masterHosts(), Integer.toString(port(Port.RAFT)));
    }

    static String raft(List<String> hosts, String port) {
        return String.join(
                ",", hosts.stream().map(host -> host + ":" + port + ":0").toList());
    }

    /** Addresses of all masters, with commas between them. */
    String masterAddresses() {
        return String.join(
                ",",
                masterHosts().stream().map(host -> host + ":" + port(Port.RPC)).toList());
    }

    /** Bytes of one worker's tiers, in memory or on disk. */
    long tierBytes(boolean memory) {
        return tiers.stream()
                .filter(tier -> tier.memory() == memory)
                .mapToLong(TierDirectory::bytes)
                .sum();
    }

    /** A section's properties, sorted. */
    Map<String, String> section(Section section) {
        return new TreeMap<>(sections.getOrDefault(section, Map.of()));
    }

    /** Parts of the configuration files. */
    enum Section {
        SERVERS("jindocache-common"),
        MASTER("jindocache-server"),
        WORKER("jindocache-worker"),
        COMMON("common"),
        CLIENT("jindocache-client"),
        SDK("jindosdk");

        private final String title;

        Section(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /**
     * One pod and its container.
     *
     * @param image {@code repository:tag}
     * @param pullPolicy null for the cluster's default
     * @param labels the user's
     * @param annotations the user's
     * @param environment the user's
     * @param resources null when the container has none
     */
    record Pod(
            String image,
            @Nullable String pullPolicy,
            Map<String, String> labels,
            Map<String, String> annotations,
            Map<String, String> nodeSelector,
            List<Toleration> tolerations,
            List<LocalObjectReference> pullSecrets,
            Map<String, String> environment,
            @Nullable ResourceRequirements resources,
            List<VolumeMount> volumeMounts) {
        Pod {
            labels = Map.copyOf(labels);
            annotations = Map.copyOf(annotations);
            nodeSelector = Map.copyOf(nodeSelector);
            tolerations = List.copyOf(tolerations);
            pullSecrets = List.copyOf(pullSecrets);
            environment = Map.copyOf(environment);
            volumeMounts = List.copyOf(volumeMounts);
        }
    }

    /**
     * How the data is mounted.
     *
     * @param mountPath in the container
     * @param arguments of the image's entry point
     * @param critical whether its pods have the priority of node services
     * @param scrapedSidecars whether the metrics of clients beside applications are collected
     */
    record Fuse(String mountPath, List<String> arguments, boolean critical, boolean scrapedSidecars) {
        Fuse {
            arguments = List.copyOf(arguments);
        }
    }
}
