package io.fluid.api.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the API server checks and adds for one field. Numbers that are not set put no constraint. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Constraint {

    /** The value of {@link #minimum()}, {@link #minLength()} and {@link #minItems()} that means none. */
    long NONE = Long.MIN_VALUE;

    /** One quantity, as Kubernetes writes it. */
    String QUANTITY =
            "(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?";

    /** At least two quantities, separated by commas. */
    String QUANTITY_LIST = "^(" + QUANTITY + ",)+(" + QUANTITY + ")$";

    /** Whether the field must be present in its object. */
    boolean required() default false;

    /** The accepted texts; empty means any. */
    String[] oneOf() default {};

    /** The smallest accepted number. */
    long minimum() default NONE;

    /** The smallest accepted number of characters. */
    long minLength() default NONE;

    /** The smallest accepted number of list items. */
    long minItems() default NONE;

    /** What the API server fills in when the field is absent, as text; empty means nothing. */
    String defaultValue() default "";

    /** The regular expression that a text must match; empty means any. */
    String pattern() default "";

    /** The OpenAPI format of a text; empty means none. */
    String format() default "";

    /** How server-side apply merges a list: {@code atomic} or {@code map}; empty means the default. */
    String listType() default "";

    /** The key of the items of a list of type {@code map}. */
    String listMapKey() default "";

    /** A property of the Java type that the field does not have; empty means none. */
    String without() default "";
}
