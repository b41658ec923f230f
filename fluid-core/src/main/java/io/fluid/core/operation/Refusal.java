package io.fluid.core.operation;

import io.fluid.core.spi.Problem;

/**
 * Why an operation can never run.
 *
 * @param reason for the condition and the event
 * @param problem field, value and what is accepted
 */
record Refusal(String reason, Problem problem) {}
