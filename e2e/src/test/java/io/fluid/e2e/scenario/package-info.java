/** What users do, on the real cluster: one test a story. */
@NullMarked
package io.fluid.e2e.scenario;

import org.jspecify.annotations.NullMarked;
