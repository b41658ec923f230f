package io.fluid.testkit;

import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.CacheUsage;
import io.fluid.core.spi.CleansCache;
import io.fluid.core.spi.MeasuresStorage;
import io.fluid.core.spi.MeasuresStorage.StorageTotals;
import io.fluid.core.spi.UpdatesMounts;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An engine with all that it can do, whose cache always answers: it is half full, and its storage holds one file. */
final class AnsweringCache {

    static final long STORED = 1L << 20;

    private static final Set<Class<?>> ASKING = Set.of(CleansCache.class, MeasuresStorage.class, UpdatesMounts.class);

    private AnsweringCache() {}

    static CacheEngine behind(CacheEngine engine) {
        Class<?>[] abilities = abilities(engine.getClass()).toArray(Class<?>[]::new);
        return (CacheEngine) Proxy.newProxyInstance(
                CacheEngine.class.getClassLoader(), abilities, (proxy, method, arguments) -> {
                    if (method.getName().equals("report")) {
                        long capacity = capacity(engine, (CacheRequest) arguments[0]);
                        return CacheUsage.of(capacity, capacity / 2);
                    }
                    if (ASKING.contains(method.getDeclaringClass())) {
                        return method.getReturnType() == StorageTotals.class
                                ? new StorageTotals(STORED, 1)
                                : method.getReturnType() == List.class ? List.of() : null;
                    }
                    try {
                        return method.invoke(engine, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                });
    }

    private static long capacity(CacheEngine engine, CacheRequest request) {
        var description = engine.describe(request);
        int workers = description.worker() == null
                ? 1
                : description.worker().getSpec().getReplicas();
        return workers * (description.workerMemoryBytes() + description.workerDiskBytes());
    }

    // The interfaces of the SPI only: others may not be visible from here.
    private static Set<Class<?>> abilities(Class<?> type) {
        if (type == null) {
            return Set.of();
        }
        return Stream.concat(
                        Stream.of(type.getInterfaces())
                                .filter(one -> one.getPackage() == CacheEngine.class.getPackage()),
                        abilities(type.getSuperclass()).stream())
                .collect(Collectors.toSet());
    }
}
