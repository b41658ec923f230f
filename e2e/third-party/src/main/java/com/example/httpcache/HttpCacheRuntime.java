package com.example.httpcache;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** The runtime as users write it. What a newer release may add is ignored. */
@JsonIgnoreProperties(ignoreUnknown = true)
record HttpCacheRuntime(Spec spec) {

    /**
     * @param replicas number of cache servers; 1 when absent
     * @param cacheGi what one server may keep on its disk, in GiB; 1 when absent
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Spec(Integer replicas, Integer cacheGi, Object tieredstore) {}

    int replicas() {
        return spec == null || spec.replicas() == null ? 1 : spec.replicas();
    }

    int cacheGi() {
        return spec == null || spec.cacheGi() == null ? 1 : spec.cacheGi();
    }

    boolean hasTiers() {
        return spec != null && spec.tieredstore() != null;
    }
}
