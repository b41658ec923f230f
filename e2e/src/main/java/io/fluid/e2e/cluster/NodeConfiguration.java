package io.fluid.e2e.cluster;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Configuration files of the kubelet and kube-proxy. */
final class NodeConfiguration {

    private NodeConfiguration() {}

    static Map<String, Object> kubelet(Certificates certificates, Path runtime) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("apiVersion", "kubelet.config.k8s.io/v1beta1");
        all.put("kind", "KubeletConfiguration");
        all.put("address", Node.ADDRESS);
        all.put("containerRuntimeEndpoint", "unix://" + runtime);
        all.put("tlsCertFile", certificates.certificate("kubelet-serving").toString());
        all.put("tlsPrivateKeyFile", certificates.key("kubelet-serving").toString());
        all.put(
                "authentication",
                Map.of(
                        "anonymous",
                        Map.of("enabled", false),
                        "webhook",
                        Map.of("enabled", true),
                        "x509",
                        Map.of("clientCAFile", certificates.authority().toString())));
        all.put("authorization", Map.of("mode", "Webhook"));
        all.put("cgroupDriver", "cgroupfs");
        all.put("cgroupRoot", "/" + Node.CGROUP);
        all.put("clusterDNS", List.of(ClusterDns.ADDRESS));
        all.put("clusterDomain", ClusterDns.DOMAIN);
        all.put("failSwapOn", false);
        all.put("serializeImagePulls", false);
        all.put("volumePluginDir", "/var/lib/kubelet/volume-plugins");
        // How soon pods see a changed ConfigMap; the default is a minute.
        all.put("syncFrequency", "10s");
        // Images are ours and cannot be pulled again: they are never collected, and a full disk evicts nobody early.
        all.put("imageGCHighThresholdPercent", 100);
        all.put("imageGCLowThresholdPercent", 99);
        all.put(
                "evictionHard",
                Map.of("nodefs.available", "1%", "imagefs.available", "1%", "memory.available", "100Mi"));
        return all;
    }

    static Map<String, Object> proxy(Path kubeconfig) {
        return Map.of(
                "apiVersion",
                "kubeproxy.config.k8s.io/v1alpha1",
                "kind",
                "KubeProxyConfiguration",
                "mode",
                "iptables",
                "clientConnection",
                Map.of("kubeconfig", kubeconfig.toString()),
                "clusterCIDR",
                Node.PODS,
                // The table of connections belongs to the machine and is not ours to size.
                "conntrack",
                Map.of("maxPerCore", 0));
    }
}
