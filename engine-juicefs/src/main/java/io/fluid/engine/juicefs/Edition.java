package io.fluid.engine.juicefs;

import java.util.Set;

/** Which JuiceFS serves a dataset: the community's, when a secret says where the metadata is, or the enterprise's. */
enum Edition {
    COMMUNITY,
    ENTERPRISE;

    static final String METADATA_URL = "metaurl";

    /** Secret options that its commands take. */
    Set<String> secrets() {
        return this == COMMUNITY
                ? Set.of(METADATA_URL, "access-key", "secret-key", "session-token")
                : Set.of("token", "access-key", "secret-key", "access-key2", "secret-key2");
    }

    /** As the script wants it. */
    String word() {
        return this == COMMUNITY ? "community" : "enterprise";
    }
}
