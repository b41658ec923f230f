package io.fluid.api.crd;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fluid.api.schema.Constraint;
import io.fluid.api.v1alpha1.Condition;
import io.fluid.api.v1alpha1.FluidResource;
import io.fluid.api.v1alpha1.OperationCondition;
import org.jspecify.annotations.Nullable;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Writes a kind of the model as lines of field, type and constraints; types of Kubernetes itself stay names. */
final class FieldList {

    private static final Map<Type, String> NAMES = Map.of(
            String.class, "string",
            Boolean.class, "boolean",
            Integer.class, "integer(int32)",
            int.class, "integer(int32)",
            Long.class, "integer(int64)",
            Quantity.class, "int-or-string",
            Condition.class, "Condition",
            OperationCondition.class, "Condition");

    private final List<String> lines = new ArrayList<>();
    private final String kind;

    private FieldList(String kind) {
        this.kind = kind;
    }

    static List<String> of(Class<? extends FluidResource<?, ?>> kind) {
        FieldList list = new FieldList(kind.getSimpleName());
        Type[] parts = ((ParameterizedType) kind.getGenericSuperclass()).getActualTypeArguments();
        if (parts[0] == Void.class) {
            list.fields("", kind);
        } else {
            list.fields("spec.", (Class<?>) parts[0]);
            list.fields("status.", (Class<?>) parts[1]);
            if (((Class<?>) parts[1]).getRecordComponents().length == 1) {
                list.lines.add(list.kind + " status object");
            }
        }
        return list.lines;
    }

    private void fields(String path, Class<?> owner) {
        for (Field field : owner.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !field.getName().equals("additionalProperties")) {
                add(path + field.getName(), field.getGenericType(), field.getAnnotation(Constraint.class));
            }
        }
    }

    private void add(String path, Type type, @Nullable Constraint constraint) {
        boolean list = type instanceof ParameterizedType generic && generic.getRawType() == List.class;
        Type element = list ? ((ParameterizedType) type).getActualTypeArguments()[0] : type;
        if (element instanceof Class<?> structure && structure.isRecord() && !NAMES.containsKey(structure)) {
            String own = list ? path + "[]" : path;
            lines.add(kind + " " + own + " object" + constraints(constraint));
            fields(own + ".", structure);
        } else {
            lines.add(
                    kind + " " + path + " " + (list ? "[]" : "") + name(element, constraint) + constraints(constraint));
        }
    }

    private static String name(Type type, @Nullable Constraint constraint) {
        if (type instanceof ParameterizedType map) {
            return "map[string]" + (map.getActualTypeArguments()[1] == Integer.class ? "integer" : "string");
        }
        if (constraint != null && constraint.format().equals("date-time")) {
            return "string(date-time)";
        }
        if (constraint != null && !constraint.without().isEmpty()) {
            return ((Class<?>) type).getSimpleName() + "Source";
        }
        return NAMES.getOrDefault(type, ((Class<?>) type).getSimpleName());
    }

    private static String constraints(@Nullable Constraint constraint) {
        if (constraint == null) {
            return "";
        }
        TreeSet<String> texts = new TreeSet<>();
        if (constraint.required()) {
            texts.add("required");
        }
        if (constraint.oneOf().length > 0) {
            texts.add("enum "
                    + Arrays.stream(constraint.oneOf())
                            .map(value -> value.isEmpty() ? "\"\"" : value)
                            .collect(Collectors.joining("/")));
        }
        number(texts, "minimum", constraint.minimum());
        number(texts, "minLength", constraint.minLength());
        number(texts, "minItems", constraint.minItems());
        text(texts, "default ", constraint.defaultValue());
        text(texts, "list ", constraint.listType());
        if (!constraint.pattern().isEmpty()) {
            texts.add("pattern");
        }
        return texts.isEmpty() ? "" : " (" + String.join(", ", texts) + ")";
    }

    private static void number(TreeSet<String> texts, String name, long value) {
        if (value != Constraint.NONE) {
            texts.add(name + " " + value);
        }
    }

    private static void text(TreeSet<String> texts, String name, String value) {
        if (!value.isEmpty()) {
            texts.add(name + value);
        }
    }
}
