package io.fluid.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluid.webhook.spi.DeniedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads AdmissionReviews, has a rule decide, and writes the answers. */
final class AdmissionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(AdmissionHandler.class);
    private static final String API_VERSION = "admission.k8s.io/v1";
    private static final String KIND = "AdmissionReview";

    private final ObjectMapper mapper = new ObjectMapper();
    private final Rule rule;
    private final AdmissionMetrics metrics;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Decides on one admission request. */
    @FunctionalInterface
    interface Rule {
        /**
         * The decision. The thread is interrupted when it takes too long.
         *
         * @throws DeniedException as another way to deny
         */
        Decision decide(JsonNode request);

        /**
         * What is answered when there is no decision.
         *
         * @param code HTTP status
         * @param reason why not
         */
        default Decision undecided(int code, String reason) {
            return new Decision.Denied(code, reason);
        }
    }

    /** What was sent is not an AdmissionReview that can be answered. */
    static final class BadReviewException extends Exception {
        private static final long serialVersionUID = 1L;

        BadReviewException(String message) {
            super(message);
        }
    }

    AdmissionHandler(Rule rule, AdmissionMetrics metrics) {
        this.rule = rule;
        this.metrics = metrics;
    }

    AdmissionMetrics metrics() {
        return metrics;
    }

    /**
     * Answers one review.
     *
     * @param body the review as JSON
     * @param patience time in which somebody waits for the answer
     * @return the answer as JSON
     */
    byte[] answer(byte[] body, Duration patience) throws BadReviewException {
        long start = System.nanoTime();
        JsonNode request = request(body);
        Decision decision = decideWithin(request, patience);
        byte[] answer = write(request, decision);
        metrics.decided(decision, System.nanoTime() - start);
        return answer;
    }

    /** A late answer is none: the API server then says no more than that it has waited. */
    private Decision decideWithin(JsonNode request, Duration patience) {
        Future<Decision> decision = threads.submit(() -> decide(request));
        try {
            return decision.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            LOG.error(
                    "no decision on a {} of namespace {} within {}",
                    request.path("kind").path("kind").asText(),
                    request.path("namespace").asText(),
                    patience);
            return rule.undecided(
                    Decision.TIMED_OUT,
                    "fluid had no answer from the API server within " + patience.toSeconds()
                            + " s; nothing was changed, try again");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the webhook ends", e);
        } finally {
            decision.cancel(true);
        }
    }

    private Decision decide(JsonNode request) {
        try {
            return rule.decide(request);
        } catch (DeniedException e) {
            return new Decision.Denied(Decision.FORBIDDEN, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error(
                    "cannot decide on a {} of namespace {}",
                    request.path("kind").path("kind").asText(),
                    request.path("namespace").asText(),
                    e);
            return rule.undecided(
                    Decision.INTERNAL_ERROR, "fluid could not look the dataset up, try again: " + e.getMessage());
        }
    }

    private JsonNode request(byte[] body) throws BadReviewException {
        JsonNode review;
        try {
            review = mapper.readTree(body);
        } catch (JsonProcessingException e) {
            throw new BadReviewException("not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new BadReviewException("unreadable: " + e.getMessage());
        }
        if (!KIND.equals(review.path("kind").asText())
                || !API_VERSION.equals(review.path("apiVersion").asText())) {
            throw new BadReviewException("expected " + API_VERSION + " " + KIND);
        }
        JsonNode request = review.path("request");
        if (!request.path("uid").isTextual()) {
            throw new BadReviewException("request.uid is missing");
        }
        return request;
    }

    private byte[] write(JsonNode request, Decision decision) {
        ObjectNode review = mapper.createObjectNode();
        review.put("apiVersion", API_VERSION).put("kind", KIND);
        ObjectNode response = review.putObject("response");
        response.set("uid", request.path("uid"));
        try {
            switch (decision) {
                case Decision.Allowed allowed -> {
                    response.put("allowed", true);
                    if (!allowed.patch().isEmpty()) {
                        response.put("patchType", "JSONPatch");
                        response.put(
                                "patch", Base64.getEncoder().encodeToString(mapper.writeValueAsBytes(allowed.patch())));
                    }
                    if (!allowed.warnings().isEmpty()) {
                        allowed.warnings().forEach(response.putArray("warnings")::add);
                    }
                }
                case Decision.Denied denied -> {
                    response.put("allowed", false);
                    response.putObject("status").put("code", denied.code()).put("message", denied.reason());
                }
            }
            return mapper.writeValueAsBytes(review);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write the answer", e);
        }
    }
}
