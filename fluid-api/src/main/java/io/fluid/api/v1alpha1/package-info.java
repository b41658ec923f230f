/**
 * The resources of {@code data.fluid.io/v1alpha1}: one class per kind, one record per structure. Names of kinds and
 * fields are those of CNCF Fluid. Lists and maps are never null; scalars and structures are null when absent. Fields
 * that are not known are kept and written back.
 */
@NullMarked
package io.fluid.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
