package io.fluid.engine.jindo;

import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.Problem;
import io.fluid.core.spi.support.Problems;

import java.util.List;

/** Says what is wrong with a load. */
final class LoadValidation {

    static final String METADATA_ONLY = "loadMetadataOnly";
    static final String MEMORY = "loadMemorydata";
    static final String ATOMIC = "atomicCache";
    static final String FILTER = "cacheFilter";
    static final String THREADS = "cacheListThread";

    private static final String OPTIONS = "DataLoad.spec.options";
    private static final int MOST_THREADS = 1000;

    private LoadValidation() {}

    static List<Problem> problems(CacheRequest request, DataLoad load) {
        Problems problems = new Problems();
        problems.load(load);
        if (RuntimeSpec.of(request).fuseOnly()) {
            problems.add("DataLoad.spec.dataset", request.name(), "a dataset whose JindoRuntime has a cache");
        }
        load.getSpec().options().forEach((key, value) -> option(problems, key, value));
        return problems.all();
    }

    private static void option(Problems problems, String key, String value) {
        String field = OPTIONS + "[" + key + "]";
        switch (key) {
            case METADATA_ONLY, MEMORY, ATOMIC -> {
                if (!value.equals("true") && !value.equals("false")) {
                    problems.add(field, value, "true or false");
                }
            }
            case FILTER -> problems.plain(field, value);
            case THREADS -> {
                if (!value.matches("[1-9][0-9]{0,3}") || Integer.parseInt(value) > MOST_THREADS) {
                    problems.add(field, value, "a number of threads, 1 to " + MOST_THREADS);
                }
            }
            default ->
                problems.add(
                        OPTIONS,
                        key,
                        String.join(", ", List.of(METADATA_ONLY, MEMORY, ATOMIC, FILTER)) + " or " + THREADS);
        }
    }
}
