package io.fluid.api.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Gives a kind the scale subresource, for {@code kubectl scale} and autoscalers. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Scalable {

    /** JSON path of the wanted number of instances. */
    String wanted() default ".spec.replicas";

    /** JSON path of the observed number of instances. */
    String observed() default ".status.currentWorkerNumberScheduled";

    /** JSON path of the label selector of the instances; empty for none. */
    String selector() default ".status.selector";
}
