package io.fluid.api.crd;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fluid.api.schema.Constraint;
import org.jspecify.annotations.Nullable;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a structural schema from a Java type. Our own types carry constraints and descriptions; of the types of
 * Kubernetes itself only the properties are taken, because their API checks them again when they are used.
 */
final class SchemaGenerator {

    private static final String ADDITIONAL = "additionalProperties";

    private final Descriptions descriptions;
    private final Deque<Class<?>> open = new ArrayDeque<>();

    SchemaGenerator(Descriptions descriptions) {
        this.descriptions = descriptions;
    }

    /** An object whose properties are the fields that a class declares. */
    JSONSchemaProps object(Class<?> type) {
        return object(type, "");
    }

    private JSONSchemaProps object(Class<?> type, String without) {
        if (open.contains(type)) {
            throw new IllegalArgumentException("a schema cannot refer to itself: " + open + " -> " + type);
        }
        open.push(type);
        Map<String, JSONSchemaProps> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            String name = name(field);
            if (Modifier.isStatic(field.getModifiers()) || name.equals(ADDITIONAL) || name.equals(without)) {
                continue;
            }
            Constraint constraint = field.getAnnotation(Constraint.class);
            properties.put(name, property(type, field, constraint));
            if (constraint != null && constraint.required()) {
                required.add(name);
            }
        }
        open.pop();
        JSONSchemaPropsBuilder object = new JSONSchemaPropsBuilder().withType("object");
        if (!properties.isEmpty()) {
            object.withProperties(properties).withRequired(required);
        } else if (!type.isRecord()) {
            object.withXKubernetesPreserveUnknownFields(true);
        }
        return object.build();
    }

    private JSONSchemaProps property(Class<?> owner, Field field, @Nullable Constraint constraint) {
        String without = constraint == null ? "" : constraint.without();
        JSONSchemaPropsBuilder schema = new JSONSchemaPropsBuilder(schema(field.getGenericType(), without));
        descriptions.of(owner, field.getName()).ifPresent(schema::withDescription);
        // Templates that kubectl prints carry "creationTimestamp: null".
        if (field.getName().equals("creationTimestamp")) {
            schema.withFormat("date-time").withNullable(true);
        }
        if (constraint != null) {
            constrain(schema, constraint);
        }
        return schema.build();
    }

    private static void constrain(JSONSchemaPropsBuilder schema, Constraint constraint) {
        if (constraint.oneOf().length > 0) {
            schema.withEnum(Arrays.stream(constraint.oneOf())
                    .map(TextNode::valueOf)
                    .map(JsonNode.class::cast)
                    .toList());
        }
        if (constraint.minimum() != Constraint.NONE) {
            schema.withMinimum((double) constraint.minimum());
        }
        if (constraint.minLength() != Constraint.NONE) {
            schema.withMinLength(constraint.minLength());
        }
        if (constraint.minItems() != Constraint.NONE) {
            schema.withMinItems(constraint.minItems());
        }
        if (!constraint.defaultValue().isEmpty()) {
            schema.withDefault(
                    "integer".equals(schema.getType())
                            ? JsonNodeFactory.instance.numberNode(Long.parseLong(constraint.defaultValue()))
                            : TextNode.valueOf(constraint.defaultValue()));
        }
        if (!constraint.pattern().isEmpty()) {
            schema.withPattern(constraint.pattern());
        }
        if (!constraint.format().isEmpty()) {
            schema.withFormat(constraint.format());
        }
        if (!constraint.listType().isEmpty()) {
            schema.withXKubernetesListType(constraint.listType());
        }
        if (!constraint.listMapKey().isEmpty()) {
            schema.withXKubernetesListMapKeys(constraint.listMapKey());
        }
    }

    private JSONSchemaProps schema(Type type, String without) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            JSONSchemaProps element = schema(arguments[arguments.length - 1], "");
            return generic.getRawType() == List.class
                    ? new JSONSchemaPropsBuilder()
                            .withType("array")
                            .withNewItems()
                            .withSchema(element)
                            .endItems()
                            .build()
                    : new JSONSchemaPropsBuilder()
                            .withType("object")
                            .withNewAdditionalProperties()
                            .withSchema(element)
                            .endAdditionalProperties()
                            .build();
        }
        if (type == String.class) {
            return scalar("string", null);
        } else if (type == Boolean.class || type == boolean.class) {
            return scalar("boolean", null);
        } else if (type == Integer.class || type == int.class) {
            return scalar("integer", "int32");
        } else if (type == Long.class || type == long.class) {
            return scalar("integer", "int64");
        } else if (type == Double.class) {
            return scalar("number", "double");
        } else if (type == Quantity.class) {
            return new JSONSchemaPropsBuilder(intOrString())
                    .withPattern("^" + Constraint.QUANTITY + "$")
                    .build();
        } else if (type == IntOrString.class) {
            return intOrString();
        } else if (type instanceof Class<?> structure && !structure.isInterface() && structure != Object.class) {
            return object(structure, without);
        }
        return new JSONSchemaPropsBuilder()
                .withXKubernetesPreserveUnknownFields(true)
                .build();
    }

    private static JSONSchemaProps scalar(String type, @Nullable String format) {
        return new JSONSchemaPropsBuilder().withType(type).withFormat(format).build();
    }

    private static JSONSchemaProps intOrString() {
        return new JSONSchemaPropsBuilder()
                .withXKubernetesIntOrString(true)
                .addNewAnyOf()
                .withType("integer")
                .endAnyOf()
                .addNewAnyOf()
                .withType("string")
                .endAnyOf()
                .build();
    }

    private static String name(Field field) {
        JsonProperty property = field.getAnnotation(JsonProperty.class);
        return property == null || property.value().isEmpty() ? field.getName() : property.value();
    }
}
