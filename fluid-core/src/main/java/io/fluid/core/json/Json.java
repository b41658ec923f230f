package io.fluid.core.json;

import com.fasterxml.jackson.databind.ObjectMapper;

/** Jackson, for what is not sent to the API server: strict about types, and with what it has learned of them in one place. */
public final class Json {

    /** Shared by all: it is not to be configured. */
    public static final ObjectMapper MAPPER = new ObjectMapper().registerModule(new LazyModels());

    private Json() {}
}
