package io.fluid.api.v1alpha1;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns what a manifest leaves out into empty values, and copies the rest so that a record stays as it is. */
final class Values {

    private Values() {}

    // Not List.copyOf: a null item or value in a manifest is the API server's to refuse, not ours to trip over.
    static <T> List<T> list(@Nullable List<T> items) {
        return items == null || items.isEmpty() ? List.of() : Collections.unmodifiableList(new ArrayList<>(items));
    }

    // Not Map.copyOf: the order of a manifest's entries is kept.
    static <V> Map<String, V> map(@Nullable Map<String, V> entries) {
        return entries == null || entries.isEmpty()
                ? Map.of()
                : Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
