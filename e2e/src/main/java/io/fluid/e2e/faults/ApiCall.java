package io.fluid.e2e.faults;

import java.util.Set;

/**
 * One request of a controller to the API server.
 *
 * @param method of HTTP
 * @param path without the query
 * @param query empty when there is none
 * @param occurrence how often this method and path came before, from 0
 */
public record ApiCall(String method, String path, String query, int occurrence) {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    /** Whether it changes something. */
    public boolean isWrite() {
        return !READING.contains(method);
    }

    /** Whether it writes an Event. */
    public boolean isEvent() {
        return isWrite() && path.contains("/events");
    }

    /** Whether it opens a watch. */
    public boolean isWatch() {
        return query.contains("watch=true");
    }

    /** Whether it takes something away. */
    public boolean isDeletion() {
        return method.equals("DELETE");
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
