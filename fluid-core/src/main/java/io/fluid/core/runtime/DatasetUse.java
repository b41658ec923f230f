package io.fluid.core.runtime;

import java.util.List;
import java.util.Set;

/** Tells who uses a Dataset: the guard of deletions. */
public interface DatasetUse {

    /** Names of the unfinished pods that use the Dataset. */
    List<String> podsUsing(String namespace, String name);

    /** Names of the nodes whose fuse pod serves an unfinished pod: one that mounts the Dataset's claim. */
    Set<String> nodesMounting(String namespace, String name);
}
