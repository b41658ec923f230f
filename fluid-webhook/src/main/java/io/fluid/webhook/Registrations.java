package io.fluid.webhook;

import java.util.List;

/** All registrations with the API server; they trust the same authorities. */
record Registrations(List<Registration<?>> all) implements AutoCloseable {

    Registrations {
        all = List.copyOf(all);
    }

    void start() {
        all.forEach(Registration::start);
    }

    void trust(String authorities) {
        all.forEach(one -> one.trust(authorities));
    }

    @Override
    public void close() {
        all.forEach(Registration::close);
    }
}
