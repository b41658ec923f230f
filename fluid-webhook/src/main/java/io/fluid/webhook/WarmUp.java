package io.fluid.webhook;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluid.api.DatasetId;
import io.fluid.api.Labels;
import io.fluid.webhook.spi.DatasetCatalog;
import io.fluid.webhook.spi.MountedDataset;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;

/**
 * Sends the server requests like those that will come, before it says that it is ready: the first pod then does not pay
 * for loading classes and for the first handshake. The pods are made up and so is the dataset.
 */
final class WarmUp {

    /** No namespace can be called that. */
    static final String NAMESPACE = "_warm-up";

    private static final String CLAIM = "warm-up";
    private static final int CONNECTIONS = 2;
    private static final int REQUESTS = 6;

    private final int port;
    private final String authority;
    private final ObjectMapper mapper = new ObjectMapper();

    /**
     * @param port of the server
     * @param authority that vouches for its certificate, as PEM
     */
    WarmUp(int port, String authority) {
        this.port = port;
        this.authority = authority;
    }

    /** The catalog with the made-up dataset besides. */
    static DatasetCatalog with(DatasetCatalog catalog) {
        ObjectNode fuse = new ObjectMapper().createObjectNode();
        ObjectNode container = fuse.putArray("containers").addObject().put("name", "fuse");
        container.put("image", "fuse").putArray("command").add("fuse");
        container.putArray("volumeMounts").addObject().put("name", "v").put("mountPath", "/v");
        fuse.putArray("volumes").addObject().put("name", "v").putObject("emptyDir");
        MountedDataset dataset = new MountedDataset(
                CLAIM,
                CLAIM,
                DatasetId.of(NAMESPACE, CLAIM, ""),
                true,
                "/data/fuse",
                fuse,
                fuse.path("nodeAffinity"),
                "",
                false);
        return (namespace, claim, anyPhase) ->
                namespace.equals(NAMESPACE) ? Optional.of(dataset) : catalog.find(namespace, claim, anyPhase);
    }

    /** Returns when the server has answered everything. */
    void run() {
        byte[] request = request();
        try {
            SSLContext context = trusting();
            for (int i = 0; i < CONNECTIONS; i++) {
                try (SSLSocket socket =
                        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
                    socket.setTcpNoDelay(true);
                    OutputStream out = socket.getOutputStream();
                    InputStream in = socket.getInputStream();
                    for (int j = 0; j < REQUESTS; j++) {
                        out.write(request);
                        out.flush();
                        read(in);
                    }
                }
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the server does not answer on its own port " + port, e);
        }
    }

    private SSLContext trusting() throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "authority",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(authority.getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    private byte[] request() {
        ObjectNode review = mapper.createObjectNode();
        review.put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
        ObjectNode request = review.putObject("request").put("uid", CLAIM);
        request.putObject("kind").put("group", "").put("version", "v1").put("kind", "Pod");
        request.put("operation", "CREATE").put("namespace", NAMESPACE);
        ObjectNode pod = request.putObject("object");
        pod.putObject("metadata").putObject("labels").put(Labels.INJECT_SIDECAR, Labels.TRUE);
        ObjectNode spec = pod.putObject("spec");
        ObjectNode container = spec.putArray("containers").addObject().put("name", "app");
        container.putArray("volumeMounts").addObject().put("name", "data").put("mountPath", "/data");
        spec.putArray("volumes")
                .addObject()
                .put("name", "data")
                .putObject("persistentVolumeClaim")
                .put("claimName", CLAIM);
        byte[] body = review.toString().getBytes(StandardCharsets.UTF_8);
        byte[] head = ("POST " + AdmissionServer.MUTATE + " HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    private static void read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the connection ended within: " + head);
            }
            head.append((char) next);
        }
        if (head.indexOf("HTTP/1.1 200") != 0) {
            throw new IOException("answered: " + head);
        }
        String lower = head.toString().toLowerCase(java.util.Locale.ROOT);
        int start = lower.indexOf("content-length:") + "content-length:".length();
        in.readNBytes(Integer.parseInt(
                lower.substring(start, lower.indexOf('\r', start)).strip()));
    }
}
