package io.fluid.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Real HTTPS, with what an API server sends and with what nobody should. */
@Timeout(60)
class AdmissionServerTest {

    private static final String REVIEW = """
            {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"uid": "u-1",
             "kind": {"group": "", "version": "v1", "kind": "Pod"}, "operation": "CREATE", "namespace": "shop",
             "object": {"metadata": {"labels": {"serverless.fluid.io/inject": "true"}}, "spec": {
               "containers": [{"name": "app", "volumeMounts": [{"name": "data", "mountPath": "/data"}]}],
               "volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "model"}}]}}}}""";
    private static final String JSON = "application/json";

    private final Certificates.Bundle first = bundle();
    private final ReloadableKeyManager keys = new ReloadableKeyManager(first);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    private AdmissionServer server;
    private HttpClient client;

    @BeforeEach
    void start() throws Exception {
        PodAdmission pods = new PodAdmission(
                WarmUp.with((namespace, claim, anyPhase) -> {
                    if (claim.equals("broken")) {
                        throw new IllegalStateException("API server away");
                    }
                    if (claim.equals("slow")) {
                        waitUntilInterrupted();
                    }
                    return Pods.catalog().find(namespace, claim, anyPhase);
                }),
                () -> PodAdmissionTest.chains(""),
                new PodAdmission.Settings(false, ""));
        AdmissionHandler handler = new AdmissionHandler(pods, new AdmissionMetrics(meters, "mutate"));
        server = new AdmissionServer(0, keys, Map.of(AdmissionServer.MUTATE, handler));
        server.start();
        client = client(first);
    }

    private void waitUntilInterrupted() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            interrupted.complete(true);
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void aPodIsPatched() throws Exception {
        JsonNode response = answer(REVIEW);

        assertThat(response.path("uid").asText()).isEqualTo("u-1");
        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.path("patchType").asText()).isEqualTo("JSONPatch");
        assertThat(meters.timer("fluid.admission.duration", "review", "mutate", "outcome", "patched")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aSpoofedNamespaceIsDeniedAndSoIsAPodThatCannotBeLookedUp() throws Exception {
        JsonNode spoofed = answer(REVIEW.replace("{\"labels\"", "{\"namespace\": \"other\", \"labels\""));
        assertThat(spoofed.path("allowed").asBoolean(true)).isFalse();
        assertThat(spoofed.at("/status/code").asInt()).isEqualTo(403);

        JsonNode broken = answer(REVIEW.replace("\"model\"", "\"broken\""));
        assertThat(broken.path("allowed").asBoolean(true)).isFalse();
        assertThat(broken.path("patch").isMissingNode()).isTrue();
        assertThat(broken.at("/status/code").asInt()).isEqualTo(500);
        assertThat(broken.at("/status/message").asText()).contains("try again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "\"x\"", "{\"kind\": \"Pod\"}", "\u0000\u0001", "{\"a\": 1e999999}"})
    void whatIsNoReviewIsABadRequest(String body) throws Exception {
        HttpResponse<String> response = post(body, JSON);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).isNotBlank();
        stillServes();
    }

    @Test
    void aTruncatedReviewIsABadRequest() throws Exception {
        for (int length = 1; length < REVIEW.length(); length += 37) {
            assertThat(post(REVIEW.substring(0, length), JSON).statusCode())
                    .as("%s characters", length)
                    .isEqualTo(400);
        }
        stillServes();
    }

    @Test
    void aSlowApiServerMeansADenialInTimeWithTheReason() throws Exception {
        HttpResponse<String> response = send(request("?timeout=1s")
                .header("Content-Type", JSON)
                .POST(HttpRequest.BodyPublishers.ofString(REVIEW.replace("\"model\"", "\"slow\""))));
        JsonNode answer = new ObjectMapper().readTree(response.body()).path("response");

        assertThat(answer.path("allowed").asBoolean(true)).isFalse();
        assertThat(answer.path("patch").isMissingNode()).isTrue();
        assertThat(answer.at("/status/code").asInt()).isEqualTo(504);
        assertThat(answer.at("/status/message").asText()).contains("API server", "try again");
        assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
        stillServes();
    }

    @ParameterizedTest
    @CsvSource({"timeout=15s,12000", "a=b&timeout=5s,4000", "timeout=0s,8000", "timeout=xs,8000", "'',8000"})
    void fourFifthsOfTheTimeThatTheApiServerWaitsAreUsed(String query, int millis) {
        assertThat(AdmissionServer.patience(URI.create("/mutate?" + query))).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void deepNestingIsABadRequest() throws Exception {
        assertThat(post("[".repeat(1_000_000), JSON).statusCode()).isEqualTo(400);
        assertThat(post(
                                REVIEW.replace(
                                        "\"volumes\": [",
                                        "\"x\": " + "[".repeat(2000) + "]".repeat(2000) + ",\"volumes\": ["),
                                JSON)
                        .statusCode())
                .isEqualTo(400);
        stillServes();
    }

    @Test
    void threeMebibytesAreServedAndOneByteMoreIsTooLarge() throws Exception {
        String padding = "\"metadata\": {\"annotations\": {\"x\": \""
                + "y".repeat(AdmissionServer.MAX_BODY - REVIEW.length() - 39) + "\"}, ";
        String large = REVIEW.replace("\"metadata\": {", padding);
        large = large + " ".repeat(AdmissionServer.MAX_BODY - large.length());

        assertThat(post(large, JSON).statusCode()).isEqualTo(200);
        assertThat(post(large + " ", JSON).statusCode()).isEqualTo(413);
        stillServes();
    }

    @Test
    void otherKindsAndOperationsAreAllowedUntouched() throws Exception {
        assertThat(answer(REVIEW.replace("\"Pod\"", "\"Service\"")).has("patch"))
                .isFalse();
        assertThat(answer(REVIEW.replace("CREATE", "UPDATE")).path("allowed").asBoolean())
                .isTrue();
        assertThat(answer(REVIEW.replace("\"object\"", "\"none\""))
                        .path("allowed")
                        .asBoolean(true))
                .isFalse();
    }

    @Test
    void otherContentTypesMethodsAndPathsAreRefused() throws Exception {
        assertThat(post(REVIEW, "text/plain").statusCode()).isEqualTo(415);
        assertThat(send(request("").GET()).statusCode()).isEqualTo(405);
        assertThat(send(request("/x")
                                .POST(HttpRequest.BodyPublishers.ofString(REVIEW))
                                .header("Content-Type", JSON))
                        .statusCode())
                .isBetween(200, 404);
        stillServes();
    }

    @Test
    void clientsThatNeverFinishDoNotKeepOthersWaiting() throws Exception {
        SSLContext context = context(first);
        List<SSLSocket> slow = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            SSLSocket socket = (SSLSocket)
                    context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.port());
            socket.getOutputStream()
                    .write(("POST " + AdmissionServer.MUTATE + " HTTP/1.1\r\nHost: x\r\nContent-Type: " + JSON
                                    + "\r\nContent-Length: 1000000\r\n\r\n{")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            slow.add(socket);
        }
        long start = System.nanoTime();
        stillServes();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        for (SSLSocket socket : slow) {
            socket.close();
        }
    }

    @Test
    void aClientThatIsSilentForTooLongIsCutOff() throws Exception {
        try (SSLSocket socket = (SSLSocket)
                context(first).getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write("POST / HTTP/1.1\r\nContent-Length: 10\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            socket.setSoTimeout(40_000);
            try (InputStream in = socket.getInputStream()) {
                assertThat(in.read()).isEqualTo(-1);
            } catch (java.net.SocketException | javax.net.ssl.SSLException e) {
                assertThat(e).isNotInstanceOf(java.net.SocketTimeoutException.class);
            }
        }
    }

    @Test
    void aRotatedCertificateIsShownToNewConnectionsWhileOthersGoOn() throws Exception {
        Certificates.Bundle second = bundle();
        List<CompletableFuture<HttpResponse<String>>> load = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            load.add(client.sendAsync(
                    request("")
                            .header("Content-Type", JSON)
                            .POST(HttpRequest.BodyPublishers.ofString(REVIEW))
                            .build(),
                    HttpResponse.BodyHandlers.ofString()));
            if (i == 100) {
                load.forEach(CompletableFuture::join);
                keys.use(second);
            }
        }
        assertThat(load).allMatch(answer -> answer.join().statusCode() == 200);
        try (HttpClient trustingTheSecond = client(second)) {
            assertThat(trustingTheSecond
                            .send(
                                    request("")
                                            .header("Content-Type", JSON)
                                            .POST(HttpRequest.BodyPublishers.ofString(REVIEW))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void theWarmUpIsAnswered() {
        new WarmUp(server.port(), first.authority()).run();

        assertThat(meters.timer("fluid.admission.duration", "review", "mutate", "outcome", "patched")
                        .count())
                .isEqualTo(12);
    }

    private void stillServes() throws IOException, InterruptedException {
        assertThat(answer(REVIEW).path("allowed").asBoolean()).isTrue();
    }

    private JsonNode answer(String review) throws IOException, InterruptedException {
        HttpResponse<String> response = post(review, JSON);
        assertThat(response.statusCode()).isEqualTo(200);
        return new ObjectMapper().readTree(response.body()).path("response");
    }

    private HttpResponse<String> post(String body, String type) throws IOException, InterruptedException {
        return send(request("").header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String suffix) {
        return HttpRequest.newBuilder(
                URI.create("https://localhost:" + server.port() + AdmissionServer.MUTATE + suffix));
    }

    private static Certificates.Bundle bundle() {
        return Certificates.issue(List.of("localhost"), Instant.now(), Duration.ofDays(1));
    }

    private static HttpClient client(Certificates.Bundle trusted) throws Exception {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(context(trusted))
                .build();
    }

    private static SSLContext context(Certificates.Bundle trusted) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "authority",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(trusted.authority().getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }
}
