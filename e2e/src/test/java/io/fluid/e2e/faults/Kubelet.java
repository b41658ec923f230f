package io.fluid.e2e.faults;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Plays the nodes: pods that are placed run at once, those of Jobs succeed, those that are deleted end. */
final class Kubelet implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Kubelet.class);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    private static final String LEASES = "kube-node-lease";

    private final KubernetesClient client;
    private final Set<String> nodes = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(3);

    @SuppressWarnings("FutureReturnValueIgnored") // it runs as long as this
    Kubelet(KubernetesClient client) {
        this.client = client;
        client.pods().inAnyNamespace().inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
                threads.execute(() -> act(pod));
            }

            @Override
            public void onUpdate(Pod before, Pod after) {
                threads.execute(() -> act(after));
            }

            @Override
            public void onDelete(Pod pod, boolean unknown) {
                // It has ended.
            }
        });
        threads.scheduleWithFixedDelay(() -> nodes.forEach(this::beat), 5, 5, TimeUnit.SECONDS);
    }

    private static String now() {
        // Unlike that of other classes, its text always has the seconds, which the API server wants.
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Adds a node. */
    void add(String name, Map<String, String> labels) {
        Node node = new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("kubernetes.io/hostname", name)
                .addToLabels(labels)
                .endMetadata()
                .withNewStatus()
                .withCapacity(resources())
                .withAllocatable(resources())
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .withReason("KubeletReady")
                .withLastHeartbeatTime(now())
                .withLastTransitionTime(now())
                .endCondition()
                .endStatus()
                .build();
        // Not create: a request that is tried again must not fail because the first did not.
        client.resource(node).serverSideApply();
        client.leases()
                .inNamespace(LEASES)
                .resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity(name)
                        .withLeaseDurationSeconds(40)
                        .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                        .endSpec()
                        .build())
                .serverSideApply();
        nodes.add(name);
    }

    private static Map<String, Quantity> resources() {
        return Map.of(
                "cpu", new Quantity("64"),
                "memory", new Quantity("512Gi"),
                "ephemeral-storage", new Quantity("1Ti"),
                "pods", new Quantity("200"));
    }

    void remove(String name) {
        nodes.remove(name);
        client.nodes().withName(name).delete();
    }

    private void beat(String node) {
        try {
            client.leases().inNamespace(LEASES).withName(node).edit(lease -> {
                lease.getSpec().setRenewTime(ZonedDateTime.now(ZoneOffset.UTC));
                return lease;
            });
        } catch (RuntimeException e) {
            LOG.warn("node {} does not say that it lives", node, e);
        }
    }

    private void act(Pod pod) {
        try {
            if (pod.getSpec().getNodeName() == null) {
                return;
            }
            if (pod.getMetadata().getDeletionTimestamp() != null) {
                client.resource(pod).withGracePeriod(0).delete();
            } else if (pod.getStatus().getPhase().equals("Pending")) {
                client.resource(pod).subresource("status").patch(MERGE, status(pod));
            }
        } catch (KubernetesClientException e) {
            // It changed or went meanwhile; that comes as an event of its own.
            LOG.debug("pod {}", pod.getMetadata().getName(), e);
        }
    }

    private static String status(Pod pod) {
        boolean ofJob = pod.getMetadata().getLabels().containsKey("batch.kubernetes.io/job-name");
        return ofJob
                ? "{\"status\":{\"phase\":\"Succeeded\"}}"
                : ("{\"status\":{\"phase\":\"Running\",\"conditions\":["
                                + "{\"type\":\"Ready\",\"status\":\"True\",\"lastTransitionTime\":\"%1$s\"},"
                                + "{\"type\":\"ContainersReady\",\"status\":\"True\",\"lastTransitionTime\":\"%1$s\"}]}}")
                        .formatted(now());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
