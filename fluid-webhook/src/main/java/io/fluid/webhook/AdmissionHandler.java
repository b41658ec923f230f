package io.fluid.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluid.api.Labels;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Answers AdmissionReviews: allows, allows with a patch, or denies with a reason. */
final class AdmissionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(AdmissionHandler.class);
    private static final String API_VERSION = "admission.k8s.io/v1";
    private static final String KIND = "AdmissionReview";
    private static final int FORBIDDEN = 403;
    private static final int INTERNAL_ERROR = 500;
    private static final List<String> PATCHED = List.of(
            "/metadata/labels", "/metadata/annotations", "/spec/volumes", "/spec/initContainers", "/spec/containers");

    private final ObjectMapper mapper = new ObjectMapper();
    private final SidecarInjector injector;
    private final boolean disabled;

    AdmissionHandler(SidecarInjector injector, boolean disabled) {
        this.injector = injector;
        this.disabled = disabled;
    }

    /** What was sent is not an AdmissionReview that can be answered. */
    static final class BadReviewException extends Exception {
        private static final long serialVersionUID = 1L;

        BadReviewException(String message) {
            super(message);
        }
    }

    /**
     * Answers one review.
     *
     * @param body the review as JSON
     * @return the answer as JSON
     */
    byte[] answer(byte[] body) throws BadReviewException {
        JsonNode request = request(body);
        ObjectNode review = mapper.createObjectNode();
        review.put("apiVersion", API_VERSION).put("kind", KIND);
        ObjectNode response = review.putObject("response");
        response.set("uid", request.path("uid"));
        try {
            decide(request, response);
        } catch (DeniedException e) {
            deny(response, FORBIDDEN, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error(
                    "cannot decide on a pod of namespace {}",
                    request.path("namespace").asText(),
                    e);
            deny(response, INTERNAL_ERROR, "fluid could not look the dataset up, try again: " + e.getMessage());
        }
        return review.toString().getBytes(StandardCharsets.UTF_8);
    }

    private JsonNode request(byte[] body) throws BadReviewException {
        JsonNode review;
        try {
            review = mapper.readTree(body);
        } catch (JsonProcessingException e) {
            throw new BadReviewException("not JSON: " + e.getOriginalMessage());
        } catch (java.io.IOException e) {
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

    private void decide(JsonNode request, ObjectNode response) {
        response.put("allowed", true);
        boolean isPod = request.at("/kind/group").asText().isEmpty()
                && "Pod".equals(request.at("/kind/kind").asText())
                && request.path("subResource").asText().isEmpty();
        if (!isPod || !"CREATE".equals(request.path("operation").asText())) {
            return;
        }
        if (!(request.path("object") instanceof ObjectNode original)) {
            throw new DeniedException("request.object is missing");
        }
        String namespace = request.path("namespace").asText();
        String stated = original.at("/metadata/namespace").asText();
        if (!stated.isEmpty() && !stated.equals(namespace)) {
            throw new DeniedException("metadata.namespace: \"" + stated + "\" is not accepted; expected \"" + namespace
                    + "\", the namespace of the request");
        }
        if (disabled || !wantsSidecar(original.at("/metadata/labels"))) {
            return;
        }
        ObjectNode pod = original.deepCopy();
        if (injector.inject(pod, namespace)) {
            patch(original, pod, response);
        }
    }

    private static boolean wantsSidecar(JsonNode labels) {
        boolean asked = Labels.TRUE.equals(labels.path(Labels.INJECT_SIDECAR).asText())
                || Labels.TRUE.equals(
                        labels.path(Labels.INJECT_SIDECAR_DEPRECATED).asText())
                || Labels.ECI.equals(labels.path(Labels.ECI_SIDECAR_TARGET).asText());
        return asked
                && !"false".equals(labels.path(Labels.ENABLE_INJECTION).asText())
                && !Labels.TRUE.equals(labels.path(Labels.INJECTION_DONE).asText());
    }

    private void patch(JsonNode before, JsonNode after, ObjectNode response) {
        ArrayNode patch = mapper.createArrayNode();
        for (String path : PATCHED) {
            JsonNode value = after.at(path);
            if (!value.equals(before.at(path))) {
                patch.addObject().put("op", "add").put("path", path).set("value", value);
            }
        }
        response.put("patchType", "JSONPatch");
        response.put(
                "patch", Base64.getEncoder().encodeToString(patch.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static void deny(ObjectNode response, int code, String message) {
        response.remove(List.of("patch", "patchType"));
        response.put("allowed", false);
        response.putObject("status").put("code", code).put("message", message);
    }
}
