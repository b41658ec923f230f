package io.fluid.core.engine;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;

/**
 * Loads one engine jar. What the engine shares with the core (the SPI, the resource model, Kubernetes objects, JSON,
 * logging) comes from the core; everything else comes from the jar first, so that two engines may bring different
 * versions of the same library.
 */
final class EngineClassLoader extends URLClassLoader {

    private static final List<String> SHARED = List.of(
            "java.",
            "javax.",
            "jdk.",
            "sun.",
            "io.fluid.api.",
            "io.fluid.core.",
            "io.fabric8.",
            "com.fasterxml.jackson.",
            "org.jspecify.",
            "org.slf4j.");

    static {
        registerAsParallelCapable();
    }

    EngineClassLoader(URL jar, ClassLoader parent) {
        super(new URL[] {jar}, parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (SHARED.stream().anyMatch(name::startsWith)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                loaded = findOwnOrInherited(name);
            }
            if (resolve) {
                resolveClass(loaded);
            }
            return loaded;
        }
    }

    private Class<?> findOwnOrInherited(String name) throws ClassNotFoundException {
        try {
            return findClass(name);
        } catch (ClassNotFoundException notInJar) {
            return super.loadClass(name, false);
        }
    }
}
