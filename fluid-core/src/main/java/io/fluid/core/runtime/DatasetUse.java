package io.fluid.core.runtime;

import java.util.List;

/** Tells who uses a Dataset: the guard of deletions. */
@FunctionalInterface
public interface DatasetUse {

    /** Names of the unfinished pods that use the Dataset. */
    List<String> podsUsing(String namespace, String name);
}
