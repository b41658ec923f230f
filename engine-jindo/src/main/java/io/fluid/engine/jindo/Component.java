package io.fluid.engine.jindo;

import java.util.Locale;

/** A process of the cache, in a pod of its own. */
enum Component {
    MASTER,
    WORKER,
    FUSE;

    /** Name of its part of the runtime's spec, and of its role. */
    String field() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Name of its container; that of its workload is the runtime's, a hyphen and this. */
    String container() {
        return "jindofs-" + field();
    }
}
