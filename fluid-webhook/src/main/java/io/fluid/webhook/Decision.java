package io.fluid.webhook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import java.util.List;

/** What is answered to an admission request. */
sealed interface Decision {

    int FORBIDDEN = 403;
    int UNPROCESSABLE = 422;
    int INTERNAL_ERROR = 500;
    int TIMED_OUT = 504;

    /**
     * The object may be created.
     *
     * @param patch JSON patch; empty when nothing has to change
     * @param warnings shown to who creates it
     */
    record Allowed(ArrayNode patch, List<String> warnings) implements Decision {}

    /**
     * The object may not be created.
     *
     * @param code HTTP status
     * @param reason what is wrong and what to do
     */
    record Denied(int code, String reason) implements Decision {}

    static Decision allow() {
        return new Allowed(JsonNodeFactory.instance.arrayNode(), List.of());
    }
}
