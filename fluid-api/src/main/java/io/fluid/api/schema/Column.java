package io.fluid.api.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A column that {@code kubectl get} prints, in the order of declaration. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(Columns.class)
public @interface Column {

    /** The age of a resource, as every table of Kubernetes shows it. */
    String CREATED = ".metadata.creationTimestamp";

    /** The heading. */
    String name();

    /** JSON path of the value. */
    String path();

    /** {@code string}, {@code integer} or {@code date}. */
    String type() default "string";

    /** Above 0 the column shows with {@code -o wide} only. */
    int priority() default 0;
}
