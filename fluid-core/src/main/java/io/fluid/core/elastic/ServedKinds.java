package io.fluid.core.elastic;

import java.util.List;
import java.util.function.Supplier;

/** The runtime kinds that somebody serves, where that is not told by Deployments. */
public interface ServedKinds extends Supplier<List<AnnouncedKind>> {}
