/** What engine authors rely on in their tests is tested itself. */
@NullMarked
package io.fluid.testkit;

import org.jspecify.annotations.NullMarked;
