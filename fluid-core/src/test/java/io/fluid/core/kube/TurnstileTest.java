package io.fluid.core.kube;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class TurnstileTest {

    private static final Duration FOR_EVER = Duration.ofHours(1);
    private static final CompletableFuture<?> NOTHING = CompletableFuture.completedFuture("");

    private final List<CompletableFuture<String>> sent = new ArrayList<>();
    private final Turnstile turnstile = new Turnstile(2, FOR_EVER);

    @Test
    void two_at_a_time_in_their_order() {
        List<CompletableFuture<String>> results = IntStream.range(0, 4)
                .mapToObj(i -> turnstile.pass(NOTHING, this::send))
                .toList();
        assertThat(sent).hasSize(2);
        sent.get(1).complete("b");
        assertThat(results.get(1)).isCompletedWithValue("b");
        assertThat(results.get(0)).isNotDone();
        assertThat(sent).hasSize(3);
        sent.get(0).complete("a");
        assertThat(sent).hasSize(4);
        sent.get(2).complete("c");
        sent.get(3).complete("d");
        assertThat(results).allMatch(CompletableFuture::isDone);
        turnstile.pass(NOTHING, this::send);
        turnstile.pass(NOTHING, this::send);
        turnstile.pass(NOTHING, this::send);
        assertThat(sent).hasSize(6);
    }

    @Test
    void a_failure_is_an_answer() {
        IOException refused = new IOException("refused");
        CompletableFuture<String> first = turnstile.pass(NOTHING, () -> CompletableFuture.failedFuture(refused));
        CompletableFuture<String> second = turnstile.pass(NOTHING, () -> {
            throw new IllegalArgumentException("no URI");
        });
        turnstile.pass(NOTHING, this::send);
        turnstile.pass(NOTHING, this::send);
        assertThat(sent).hasSize(2);
        assertThat(failure(first)).isSameAs(refused);
        assertThat(failure(second)).hasMessage("no URI");
    }

    @Test
    void what_is_cancelled_is_not_sent_or_ended() {
        CompletableFuture<String> flying = turnstile.pass(NOTHING, this::send);
        turnstile.pass(NOTHING, this::send);
        CompletableFuture<String> waiting = turnstile.pass(NOTHING, this::send);
        turnstile.pass(NOTHING, this::send);
        waiting.cancel(true);
        flying.cancel(true);
        assertThat(sent.get(0)).isCancelled();
        assertThat(sent).as("the fourth took the place of the first").hasSize(3);
    }

    @Test
    void one_without_an_answer_lets_the_next_pass_and_is_answered_later() throws Exception {
        Turnstile hasty = new Turnstile(1, Duration.ofMillis(1));
        CompletableFuture<String> silent = new CompletableFuture<>();
        CompletableFuture<String> late = hasty.pass(NOTHING, () -> silent);
        assertThat(hasty.pass(NOTHING, () -> CompletableFuture.completedFuture("second"))
                        .get(10, TimeUnit.SECONDS))
                .isEqualTo("second");
        silent.complete("first");
        assertThat(late).isCompletedWithValue("first");
    }

    @Test
    void who_waits_for_something_else_keeps_nobody() {
        CompletableFuture<String> event = new CompletableFuture<>();
        CompletableFuture<String> patient = turnstile.pass(event, this::send);
        CompletableFuture<String> given = turnstile.pass(event, this::send);
        turnstile.pass(NOTHING, this::send);
        assertThat(sent).hasSize(1);
        given.cancel(true);
        event.complete("now");
        assertThat(sent).as("nobody asks for the other").hasSize(2);
        sent.get(1).complete("a");
        assertThat(patient).isCompletedWithValue("a");
    }

    private static Throwable failure(CompletableFuture<String> result) {
        return result.handle((value, failure) -> failure).join();
    }

    private CompletableFuture<String> send() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        sent.add(answer);
        return answer;
    }
}
