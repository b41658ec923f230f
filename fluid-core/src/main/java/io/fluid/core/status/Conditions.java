package io.fluid.core.status;

import io.fluid.api.v1alpha1.Condition;
import io.fluid.api.v1alpha1.ConditionBuilder;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A list of conditions in which every type occurs once. Times change only when something else does. */
public final class Conditions {

    public static final String TRUE = "True";
    public static final String FALSE = "False";

    private final List<Condition> conditions;
    private final String now;

    public Conditions(List<Condition> existing, Instant now) {
        this.conditions = new ArrayList<>(existing);
        this.now = now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Sets a condition, or leaves it alone when it says the same already. */
    public Conditions set(String type, boolean status, String reason, String message) {
        String text = status ? TRUE : FALSE;
        Optional<Condition> before = find(conditions, type);
        if (before.isPresent() && same(before.get(), text, reason, message)) {
            return this;
        }
        String transition = before.filter(old -> old.status().equals(text))
                .map(Condition::lastTransitionTime)
                .orElse(now);
        Condition after = ConditionBuilder.builder()
                .type(type)
                .status(text)
                .reason(reason)
                .message(message)
                .lastUpdateTime(now)
                .lastTransitionTime(transition)
                .build();
        if (before.isPresent()) {
            conditions.replaceAll(old -> old.type().equals(type) ? after : old);
        } else {
            conditions.add(after);
        }
        return this;
    }

    /** Takes a condition away. */
    public Conditions remove(String type) {
        conditions.removeIf(condition -> condition.type().equals(type));
        return this;
    }

    /** Whether there is a condition of the type. */
    public boolean has(String type) {
        return find(conditions, type).isPresent();
    }

    /** The conditions as they are now. */
    public List<Condition> list() {
        return List.copyOf(conditions);
    }

    /** The condition of a type. */
    public static Optional<Condition> find(List<Condition> conditions, String type) {
        return conditions.stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst();
    }

    /** Whether the condition of a type is True. */
    public static boolean isTrue(List<Condition> conditions, String type) {
        return find(conditions, type).filter(c -> c.status().equals(TRUE)).isPresent();
    }

    private static boolean same(Condition before, String status, String reason, String message) {
        return before.status().equals(status) && reason.equals(before.reason()) && message.equals(before.message());
    }
}
