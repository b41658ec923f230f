package io.fluid.e2e.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** etcd, the API server and, when asked, the controllers and the scheduler. */
final class ControlPlane {

    static final String SERVICES = "10.96.0.0/16";
    static final String KUBERNETES_SERVICE = "10.96.0.1";

    private final Settings settings;
    private final Certificates certificates;
    private final Path kubeconfig;

    /**
     * Where it listens and how it is started.
     *
     * @param pods whether pods will run, which need service accounts
     */
    record Settings(
            Path folder, String address, int port, int etcdPort, int etcdPeerPort, boolean pods, Launcher launcher) {}

    /** Starts a component of localkube with its flags. */
    interface Launcher {
        Daemon launch(String component, List<String> flags);
    }

    ControlPlane(Settings settings) {
        this.settings = settings;
        this.certificates = new Certificates(settings.folder().resolve("pki"));
        this.kubeconfig = certificates.kubeconfig("admin", "/O=system:masters/CN=admin", url());
        certificates.issue(
                "apiserver",
                "/CN=kube-apiserver",
                List.of(
                        "DNS:localhost",
                        "DNS:kubernetes",
                        "DNS:kubernetes.default",
                        "DNS:kubernetes.default.svc",
                        "DNS:kubernetes.default.svc.cluster.local",
                        "IP:127.0.0.1",
                        "IP:" + KUBERNETES_SERVICE,
                        "IP:" + settings.address()));
    }

    String url() {
        return "https://" + settings.address() + ":" + settings.port();
    }

    Path kubeconfig() {
        return kubeconfig;
    }

    Certificates certificates() {
        return certificates;
    }

    /** A client as administrator, which the caller closes. */
    static KubernetesClient client(Path kubeconfig) {
        return new KubernetesClientBuilder()
                .withConfig(configuration(kubeconfig))
                .build();
    }

    private static Config configuration(Path kubeconfig) {
        try {
            Config config = Config.fromKubeconfig(null, Files.readString(kubeconfig), kubeconfig.toString());
            config.setHttpsProxy(null);
            config.setHttpProxy(null);
            config.setNamespace("default");
            return config;
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + kubeconfig, e);
        }
    }

    /** Starts etcd and the API server and waits until the latter is ready. */
    Daemon startApiServer() {
        String etcd = "http://127.0.0.1:" + settings.etcdPort();
        String peer = "http://127.0.0.1:" + settings.etcdPeerPort();
        settings.launcher()
                .launch(
                        "etcd",
                        List.of(
                                "--data-dir=" + settings.folder().resolve("etcd"),
                                "--unsafe-no-fsync",
                                "--listen-client-urls=" + etcd,
                                "--advertise-client-urls=" + etcd,
                                "--listen-peer-urls=" + peer,
                                "--initial-advertise-peer-urls=" + peer,
                                "--initial-cluster=default=" + peer,
                                "--log-level=warn"));
        List<String> flags = new ArrayList<>(List.of(
                "--etcd-servers=" + etcd,
                "--bind-address=" + settings.address(),
                "--advertise-address=" + settings.address(),
                "--secure-port=" + settings.port(),
                "--tls-cert-file=" + certificates.certificate("apiserver"),
                "--tls-private-key-file=" + certificates.key("apiserver"),
                "--client-ca-file=" + certificates.authority(),
                // Tokens are signed with the API server's own key: nobody else must know a second one.
                "--service-account-key-file=" + certificates.certificate("apiserver"),
                "--service-account-signing-key-file=" + certificates.key("apiserver"),
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-cluster-ip-range=" + SERVICES,
                "--authorization-mode=Node,RBAC",
                "--anonymous-auth=true",
                "--kubelet-client-certificate=" + certificates.certificate("admin"),
                "--kubelet-client-key=" + certificates.key("admin"),
                "--kubelet-certificate-authority=" + certificates.authority(),
                "--kubelet-preferred-address-types=InternalIP",
                "--allow-privileged=true",
                "--enable-admission-plugins=NodeRestriction"));
        if (!settings.pods()) {
            // Nobody makes service accounts where no controllers run.
            flags.add("--disable-admission-plugins=ServiceAccount");
        }
        Daemon apiServer = settings.launcher().launch("kube-apiserver", flags);
        Config configuration = configuration(kubeconfig);
        // Whoever waits retries by himself, and sooner.
        configuration.setRequestRetryBackoffLimit(0);
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(configuration).build()) {
            apiServer.await("become ready", () -> ready(client));
        }
        return apiServer;
    }

    private static boolean ready(KubernetesClient client) {
        try {
            return Optional.ofNullable(client.raw("/readyz")).orElse("").contains("ok");
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    void startControllers() {
        Path controllers = certificates.kubeconfig("controllers", "/CN=system:kube-controller-manager", url());
        Path scheduler = certificates.kubeconfig("scheduler", "/CN=system:kube-scheduler", url());
        settings.launcher()
                .launch(
                        "kube-controller-manager",
                        List.of(
                                "--kubeconfig=" + controllers,
                                "--secure-port=0",
                                "--service-account-private-key-file=" + certificates.key("apiserver"),
                                "--root-ca-file=" + certificates.authority(),
                                "--cluster-signing-cert-file=" + certificates.authority(),
                                "--cluster-signing-key-file=" + certificates.authorityKey(),
                                "--use-service-account-credentials=true",
                                "--leader-elect=false",
                                "--kube-api-qps=200",
                                "--kube-api-burst=400"));
        settings.launcher()
                .launch(
                        "kube-scheduler",
                        List.of(
                                "--kubeconfig=" + scheduler,
                                "--secure-port=0",
                                "--leader-elect=false",
                                "--kube-api-qps=200",
                                "--kube-api-burst=400"));
    }

    /** The first thing that the controllers do for a namespace is its service account; pods need it. */
    static void awaitServiceAccount(KubernetesClient client, String namespace) {
        client.serviceAccounts()
                .inNamespace(namespace)
                .withName("default")
                .waitUntilCondition(account -> account != null, 60, TimeUnit.SECONDS);
    }
}
