package io.fluid.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import java.util.concurrent.TimeUnit;

/** What was decided and how long that took. */
final class AdmissionMetrics {

    private static final String DURATION = "fluid.admission.duration";

    private final Timer unchanged;
    private final Timer patched;
    private final Timer denied;
    private final Timer failed;
    private final Counter unreadable;

    /**
     * @param review which rule decides: {@code mutate} or {@code validate}
     */
    AdmissionMetrics(MeterRegistry registry, String review) {
        unchanged = timer(registry, review, "unchanged");
        patched = timer(registry, review, "patched");
        denied = timer(registry, review, "denied");
        failed = timer(registry, review, "failed");
        unreadable = registry.counter("fluid.admission.unreadable", "review", review);
    }

    private static Timer timer(MeterRegistry registry, String review, String outcome) {
        return registry.timer(DURATION, "review", review, "outcome", outcome);
    }

    void decided(Decision decision, long nanoseconds) {
        Timer timer = switch (decision) {
            case Decision.Allowed allowed -> allowed.patch().isEmpty() ? unchanged : patched;
            case Decision.Denied refusal -> refusal.code() >= Decision.INTERNAL_ERROR ? failed : denied;
        };
        timer.record(nanoseconds, TimeUnit.NANOSECONDS);
    }

    /** Something else than an AdmissionReview came. */
    void unreadable() {
        unreadable.increment();
    }
}
