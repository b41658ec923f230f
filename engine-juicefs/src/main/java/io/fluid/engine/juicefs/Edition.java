package io.fluid.engine.juicefs;

/** Which JuiceFS serves a dataset: the community's, when a secret says where the metadata is, or the enterprise's. */
enum Edition {
    COMMUNITY,
    ENTERPRISE;

    static final String METADATA_URL = "metaurl";

    /** As the script wants it. */
    String word() {
        return this == COMMUNITY ? "community" : "enterprise";
    }
}
