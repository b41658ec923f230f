package io.fluid.core.operation;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fluid.api.v1alpha1.OperationStatus;
import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.JobDescription;
import io.fluid.core.spi.Problem;

import java.util.List;
import java.util.Locale;

/**
 * What one kind of data operation has of its own.
 *
 * @param <T> class of the kind
 */
interface OperationKind<T extends CustomResource<?, OperationStatus>> {

    /** The class of the kind. */
    Class<T> type();

    /** What follows the operation's name in the names of its objects, for example {@code -loader}. */
    String suffix();

    /** What follows that in the name of its Job. */
    default String jobSuffix() {
        return "-job";
    }

    /** The common part of the spec. */
    OperationSettings settings(T operation);

    /** What is wrong with the operation whatever the engine. */
    List<Refusal> refusals(T operation);

    /** Whether an engine can do it. */
    boolean servedBy(CacheEngine engine);

    /** What is wrong with it for this engine, which serves it. */
    List<Problem> validate(CacheRequest request, T operation, CacheEngine engine);

    /** What it runs. */
    JobDescription describe(CacheRequest request, T operation, CacheEngine engine);

    /** Whether an engine describes the pod; otherwise its user does. */
    default boolean describedByEngine() {
        return true;
    }

    /** Whether it changes what the Dataset's storage holds. */
    default boolean changesStorage(T operation) {
        return false;
    }

    /** Whether its description may have something for {@code status.infos}. */
    default boolean tellsInfos() {
        return false;
    }

    /** Name of the kind. */
    default String kind() {
        return HasMetadata.getKind(type());
    }

    /** Lower-case word for roles, names and the finalizer, for example {@code dataload}. */
    default String word() {
        return kind().toLowerCase(Locale.ROOT);
    }

    /** Held until the operation's traces are gone. */
    default String finalizer() {
        return "fluid-" + word() + "-controller-finalizer";
    }

    /** Prefix of the names of the operation's objects. */
    default String release(T operation) {
        return operation.getMetadata().getName() + suffix();
    }

    /** Name of the operation's Job or CronJob. */
    default String jobName(T operation) {
        return release(operation) + jobSuffix();
    }
}
