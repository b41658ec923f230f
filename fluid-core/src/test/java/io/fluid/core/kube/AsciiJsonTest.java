package io.fluid.core.kube;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow.Subscription;

import static org.assertj.core.api.Assertions.assertThat;

class AsciiJsonTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Map<String, String> TEXTS = Map.of("größe", "数据集", "plain", "a\n\"b\\", "smile", "😀…😀");

    /** Every border between two buffers, also in the middle of a character, and every size of buffers. */
    @Test
    void theValuesAreTheSameHoweverTheBytesArrive() throws IOException {
        byte[] bytes = MAPPER.writeValueAsString(TEXTS).getBytes(StandardCharsets.UTF_8);

        for (int size = 1; size <= bytes.length; size++) {
            String passed = pass(bytes, size);

            assertThat(passed).as("buffers of %d bytes", size).isPrintable();
            assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(passed)).isTrue();
            assertThat(MAPPER.readValue(passed, Map.class)).isEqualTo(TEXTS);
        }
    }

    private static String pass(byte[] bytes, int size) {
        BodySubscriber<String> subscriber = new AsciiJson<>(BodySubscribers.ofString(StandardCharsets.US_ASCII));
        subscriber.onSubscribe(new Subscription() {
            @Override
            public void request(long n) {
                // All comes by itself.
            }

            @Override
            public void cancel() {
                throw new AssertionError("nobody ends it");
            }
        });
        for (int from = 0; from < bytes.length; from += size) {
            subscriber.onNext(List.of(ByteBuffer.wrap(bytes, from, Math.min(size, bytes.length - from))));
        }
        subscriber.onComplete();
        return subscriber.getBody().toCompletableFuture().join();
    }
}
