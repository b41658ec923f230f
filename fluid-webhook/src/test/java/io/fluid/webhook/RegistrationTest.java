package io.fluid.webhook;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

class RegistrationTest {

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Registration.class);
    private ServerSocket server;

    /** An API server that has nothing. That of the JDK would keep settings that AdmissionServer makes. */
    @BeforeEach
    void serve() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::answer);
        log.start();
        logger.addAppender(log);
    }

    private void answer() {
        while (!server.isClosed()) {
            try (Socket connection = server.accept();
                    BufferedReader request = new BufferedReader(
                            new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII))) {
                while (!request.readLine().isEmpty()) {
                    // There is no body.
                }
                connection
                        .getOutputStream()
                        .write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // The end, or a client that hung up.
                continue;
            }
        }
    }

    @AfterEach
    void end() throws IOException {
        logger.detachAppender(log);
        server.close();
    }

    @Test
    void aRegistrationThatDoesNotExistIsNamedOnce() {
        String url = "http://127.0.0.1:" + server.getLocalPort();
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder().withMasterUrl(url).build())
                .build()) {
            Registration<?> registration = Registration.ofResources(client, () -> "");
            for (int i = 0; i < 3; i++) {
                registration.trust("authority");
            }
        }

        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("the registration fluid-validation-webhook with the API server does not exist");
    }
}
