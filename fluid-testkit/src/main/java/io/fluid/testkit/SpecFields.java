package io.fluid.testkit;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import org.jspecify.annotations.Nullable;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.TreeSet;

/** The fields of a spec, for tests that hold an engine to it that it ignores none of them. */
public final class SpecFields {

    private SpecFields() {}

    /** Paths of all fields below a record of the API, with dots; fields of Kubernetes' own types are not looked into. */
    public static TreeSet<String> of(Class<?> spec) {
        TreeSet<String> fields = new TreeSet<>();
        addFields(spec, "", fields);
        return fields;
    }

    private static void addFields(Class<?> type, String prefix, TreeSet<String> fields) {
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getAccessor().isAnnotationPresent(JsonAnyGetter.class)
                    || component.getName().equals("additionalProperties")) {
                continue;
            }
            Class<?> inner = ours(component.getGenericType());
            if (inner == null) {
                fields.add(prefix + component.getName());
            } else {
                addFields(inner, prefix + component.getName() + ".", fields);
            }
        }
    }

    /** The record of ours that a type is or is a list of; null when there is none. */
    private static @Nullable Class<?> ours(Type type) {
        if (type instanceof ParameterizedType && ((ParameterizedType) type).getRawType() == List.class) {
            return ours(((ParameterizedType) type).getActualTypeArguments()[0]);
        }
        if (!(type instanceof Class<?>)) {
            return null;
        }
        Class<?> one = (Class<?>) type;
        return one.isRecord() && one.getName().startsWith("io.fluid.") ? one : null;
    }
}
