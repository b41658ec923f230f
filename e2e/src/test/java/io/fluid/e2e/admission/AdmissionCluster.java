package io.fluid.e2e.admission;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.e2e.bench.WebhookProcess;
import io.fluid.e2e.cluster.ApiServerOnly;
import io.fluid.e2e.cluster.Helm;
import io.fluid.e2e.install.Build;
import io.fluid.e2e.tools.CacheFolder;
import io.fluid.e2e.tools.GoPrograms;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real API server that asks real webhook processes, registered by what the chart renders. Datasets {@code model} and
 * {@code alpha} are bound, the claim {@code foreign} is somebody else's.
 */
final class AdmissionCluster implements AutoCloseable {

    static final String NAMESPACE = WebhookProcess.NAMESPACE;

    private static final String SYSTEM = "fluid-system";
    private static final String SERVICE = "fluid-pod-admission-webhook";
    private static final int PORT = 9443;

    private final ApiServerOnly server;
    private final Balancer balancer = new Balancer();
    private final List<WebhookProcess> replicas = new ArrayList<>();

    private AdmissionCluster(ApiServerOnly server) {
        this.server = server;
    }

    static AdmissionCluster start(int replicas) {
        return start(ApiServerOnly.start(CacheFolder.ofUser()), replicas);
    }

    /** The same with Kubernetes' own controllers. */
    static AdmissionCluster startWithControllers() {
        return start(ApiServerOnly.startWithControllers(CacheFolder.ofUser()), 1);
    }

    private static AdmissionCluster start(ApiServerOnly server, int replicas) {
        AdmissionCluster cluster = new AdmissionCluster(server);
        try {
            WebhookProcess.prepare(server, "model", "alpha");
            cluster.createAccount(NAMESPACE);
            cluster.createClaim();
            cluster.register();
            for (int i = 0; i < replicas; i++) {
                cluster.addReplica();
            }
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    KubernetesClient client() {
        return server.client();
    }

    List<WebhookProcess> replicas() {
        return List.copyOf(replicas);
    }

    /** One more webhook, with the rules of the Alluxio engine but without its libraries. */
    WebhookProcess addReplica() {
        WebhookProcess replica = WebhookProcess.join(
                server,
                "--certificate-check-seconds=1",
                "--engine-folder=" + Build.home().resolve("engine-alluxio/target"));
        replicas.add(replica);
        balancer.add(replica.port());
        return replica;
    }

    /** Ends one as the kubelet does: it is not sent to any more, then told to end. */
    void removeReplica(WebhookProcess replica) {
        balancer.remove(replica.port());
        replicas.remove(replica);
        replica.close();
    }

    void createNamespace(String name, Map<String, String> labels) {
        client().resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withLabels(labels)
                        .endMetadata()
                        .build())
                .create();
    }

    // No controller makes it here.
    void createAccount(String namespace) {
        client().resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("default")
                        .endMetadata()
                        .build())
                .serverSideApply();
    }

    private void createClaim() {
        client().resource(new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName("foreign")
                        .endMetadata()
                        .withNewSpec()
                        .withAccessModes("ReadWriteOnce")
                        .withNewResources()
                        .addToRequests("storage", new Quantity("1Gi"))
                        .endResources()
                        .endSpec()
                        .build())
                .create();
    }

    /** The chart's own registrations; only the Service leads out of the cluster, to where the processes are. */
    private void register() {
        client().resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withNamespace(SYSTEM)
                        .withName(SERVICE)
                        .endMetadata()
                        .withNewSpec()
                        .withType("ExternalName")
                        .withExternalName("localhost")
                        .endSpec()
                        .build())
                .create();
        String manifests = new Helm(new GoPrograms(CacheFolder.ofUser()), server.kubeconfig())
                .template("fluid", SYSTEM, Build.home().resolve("charts/fluid"));
        for (String manifest : manifests.split("(?m)^---\\s*$")) {
            if (manifest.contains("WebhookConfiguration\n")) {
                String here = manifest.replace("port: " + PORT, "port: " + balancer.port());
                client().resource(Serialization.unmarshal(here, GenericKubernetesResource.class))
                        .create();
            }
        }
    }

    @Override
    public void close() {
        replicas.forEach(WebhookProcess::close);
        balancer.close();
        server.close();
    }
}
