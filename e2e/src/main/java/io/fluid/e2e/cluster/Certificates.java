package io.fluid.e2e.cluster;

import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.e2e.tools.Command;
import io.fluid.e2e.tools.FileTrees;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The certificate authority of one cluster, and what it issued: keys of RSA, as kubeadm makes them. */
final class Certificates {

    private static final String DAYS = "365";

    private final Path folder;
    private final Path configuration;

    Certificates(Path folder) {
        this.folder = FileTrees.createDirectories(folder);
        this.configuration = folder.resolve("openssl.cnf");
        try {
            // Without a configuration of its own openssl adds the machine's default extensions.
            Files.writeString(configuration, "[req]\ndistinguished_name = subject\n[subject]\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        request("ca", "/CN=fluid-local-ca", List.of("basicConstraints=critical,CA:TRUE"), List.of());
    }

    Path authority() {
        return certificate("ca");
    }

    Path authorityKey() {
        return key("ca");
    }

    Path certificate(String name) {
        return folder.resolve(name + ".crt");
    }

    Path key(String name) {
        return folder.resolve(name + ".key");
    }

    /** Issues a certificate for servers and clients. */
    void issue(String name, String subject, List<String> alternativeNames) {
        request(
                name,
                subject,
                List.of(
                        "basicConstraints=critical,CA:FALSE",
                        "extendedKeyUsage=serverAuth,clientAuth",
                        "subjectAltName=" + String.join(",", alternativeNames)),
                List.of("-CA", authority().toString(), "-CAkey", authorityKey().toString()));
    }

    /** Issues a client certificate and writes a kubeconfig that uses it. */
    Path kubeconfig(String name, String subject, String server) {
        issue(name, subject, List.of("DNS:" + name));
        Path file = folder.resolveSibling(name + ".kubeconfig");
        var config = new ConfigBuilder()
                .withApiVersion("v1")
                .withKind("Config")
                .addNewCluster()
                .withName("fluid-local")
                .withNewCluster()
                .withServer(server)
                .withCertificateAuthorityData(encoded(authority()))
                .endCluster()
                .endCluster()
                .addNewUser()
                .withName(name)
                .withNewUser()
                .withClientCertificateData(encoded(certificate(name)))
                .withClientKeyData(encoded(key(name)))
                .endUser()
                .endUser()
                .addNewContext()
                .withName("fluid-local")
                .withNewContext()
                .withCluster("fluid-local")
                .withUser(name)
                .endContext()
                .endContext()
                .withCurrentContext("fluid-local")
                .build();
        try {
            Files.writeString(file, Serialization.asYaml(config));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private void request(String name, String subject, List<String> extensions, List<String> signer) {
        List<String> line =
                new ArrayList<>(List.of("openssl", "req", "-x509", "-new", "-nodes", "-newkey", "rsa:2048"));
        line.addAll(List.of("-config", configuration.toString(), "-days", DAYS, "-subj", subject));
        line.addAll(List.of(
                "-keyout", key(name).toString(), "-out", certificate(name).toString()));
        extensions.forEach(extension -> line.addAll(List.of("-addext", extension)));
        line.addAll(signer);
        Command.of(line).run();
    }

    private static String encoded(Path file) {
        try {
            return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
