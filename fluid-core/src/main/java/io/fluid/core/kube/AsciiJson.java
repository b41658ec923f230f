package io.fluid.core.kube;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/**
 * Passes a stream of JSON on with {@code \}{@code uXXXX} for every character beyond ASCII: the same values. fabric8 (7.9)
 * decodes each buffer of a watch by itself: a character on the border of two is lost, and each of more than one byte leaves
 * NULs behind that end the watch.
 *
 * @param <T> what becomes of the stream
 */
final class AsciiJson<T> implements BodySubscriber<T> {

    private static final int LONGEST_ESCAPE = 6;
    private static final int ASCII = 0x80;
    private static final HexFormat HEXADECIMAL = HexFormat.of();

    private final BodySubscriber<T> target;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private ByteBuffer begun = ByteBuffer.allocate(0);

    AsciiJson(BodySubscriber<T> target) {
        this.target = target;
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        target.onNext(buffers.stream().map(this::escaped).toList());
    }

    private ByteBuffer escaped(ByteBuffer buffer) {
        if (!begun.hasRemaining() && isAscii(buffer)) {
            return buffer;
        }
        ByteBuffer bytes = ByteBuffer.allocate(begun.remaining() + buffer.remaining())
                .put(begun)
                .put(buffer)
                .flip();
        CharBuffer characters = CharBuffer.allocate(bytes.remaining());
        decoder.decode(bytes, characters, false);
        begun = bytes;
        characters.flip();
        ByteBuffer escaped = ByteBuffer.allocate(characters.remaining() * LONGEST_ESCAPE);
        while (characters.hasRemaining()) {
            char character = characters.get();
            if (character < ASCII) {
                escaped.put((byte) character);
            } else {
                escaped.put((byte) '\\').put((byte) 'u');
                escaped.put(HEXADECIMAL.toHexDigits(character).getBytes(StandardCharsets.US_ASCII));
            }
        }
        return escaped.flip();
    }

    private static boolean isAscii(ByteBuffer buffer) {
        for (int i = buffer.position(); i < buffer.limit(); i++) {
            if (buffer.get(i) < 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        target.onSubscribe(subscription);
    }

    @Override
    public void onError(Throwable failure) {
        target.onError(failure);
    }

    @Override
    public void onComplete() {
        target.onComplete();
    }

    @Override
    public CompletionStage<T> getBody() {
        return target.getBody();
    }
}
