package io.fluid.e2e.cluster;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fluid.e2e.image.Image;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** CoreDNS as a Deployment, and the Service that every pod asks for names. */
final class ClusterDns {

    static final String ADDRESS = "10.96.0.10";
    static final String DOMAIN = "cluster.local";

    private static final String NAMESPACE = "kube-system";
    private static final String NAME = "coredns";
    private static final Map<String, String> SELECTOR = Map.of("k8s-app", "kube-dns");
    private static final String FOLDER = "/etc/coredns";
    private static final String RULES = String.join(
            "\n",
            ".:53 {",
            "  errors",
            "  ready",
            "  cache 5",
            "  kubernetes " + DOMAIN + " in-addr.arpa ip6.arpa",
            "}",
            "");

    private ClusterDns() {}

    static void install(KubernetesClient client, Image image) {
        for (HasMetadata object : objects(image)) {
            client.resource(object).create();
        }
    }

    static void awaitReady(KubernetesClient client) {
        client.apps().deployments().inNamespace(NAMESPACE).withName(NAME).waitUntilReady(60, TimeUnit.SECONDS);
    }

    private static List<HasMetadata> objects(Image image) {
        return List.of(
                new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName(NAME)
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .build(),
                new ClusterRoleBuilder()
                        .withNewMetadata()
                        .withName(NAME)
                        .endMetadata()
                        .addNewRule()
                        .withApiGroups("")
                        .withResources("services", "pods", "namespaces")
                        .withVerbs("list", "watch")
                        .endRule()
                        .addNewRule()
                        .withApiGroups("discovery.k8s.io")
                        .withResources("endpointslices")
                        .withVerbs("list", "watch")
                        .endRule()
                        .build(),
                new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName(NAME)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", NAME)
                        .addNewSubject(null, "ServiceAccount", NAME, NAMESPACE)
                        .build(),
                new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(NAME)
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .addToData("Corefile", RULES)
                        .build(),
                deployment(image),
                service());
    }

    private static HasMetadata deployment(Image image) {
        var container = new ContainerBuilder()
                .withName(NAME)
                .withImage(image.name())
                .withImagePullPolicy("Never")
                .withArgs("-conf", FOLDER + "/Corefile")
                .withNewReadinessProbe()
                .withNewHttpGet()
                .withPath("/ready")
                .withNewPort(8181)
                .endHttpGet()
                .withPeriodSeconds(1)
                .endReadinessProbe()
                .addNewVolumeMount()
                .withName("rules")
                .withMountPath(FOLDER)
                .endVolumeMount()
                .build();
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withNewSelector()
                .withMatchLabels(SELECTOR)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(SELECTOR)
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(NAME)
                .withDnsPolicy("Default")
                .withContainers(container)
                .addNewVolume()
                .withName("rules")
                .withNewConfigMap()
                .withName(NAME)
                .endConfigMap()
                .endVolume()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static HasMetadata service() {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName("kube-dns")
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withClusterIP(ADDRESS)
                .withSelector(SELECTOR)
                .addNewPort()
                .withName("dns")
                .withPort(53)
                .withProtocol("UDP")
                .endPort()
                .addNewPort()
                .withName("dns-tcp")
                .withPort(53)
                .withProtocol("TCP")
                .endPort()
                .endSpec()
                .build();
    }
}
