package io.fluid.core.engine;

import io.fluid.core.spi.CacheEngineProvider;
import io.fluid.core.spi.EngineDescriptor;
import io.fluid.core.spi.EngineSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The engines of this installation, by runtime kind, runtime type and alias, all without regard to case. Read once at
 * start. An engine that cannot be made is told in the log and whenever it is asked for; the others are served.
 */
public final class EngineRegistry {

    private static final Logger LOG = LoggerFactory.getLogger(EngineRegistry.class);
    private static final String CLASS_PATH = "class path";

    private final List<LoadedEngine> engines;
    private final Map<String, LoadedEngine> byName;
    private final List<UnusableEngine> unusable;
    private final Map<String, UnusableEngine> unusableByName;

    private EngineRegistry(List<LoadedEngine> engines, List<UnusableEngine> unusable) {
        this.engines = List.copyOf(engines);
        this.unusable = List.copyOf(unusable);
        Map<String, Object> claimed = new HashMap<>();
        this.byName = index(engines, LoadedEngine::descriptor, claimed);
        this.unusableByName = index(unusable, UnusableEngine::descriptor, claimed);
    }

    /**
     * Finds the engines on the class path and, when the folder exists, in each of its jars. A jar without an engine is
     * told in the log.
     *
     * @param engineFolder folder of engine jars; need not exist
     * @throws IllegalStateException when two engines claim the same name or a jar cannot be read; the message names
     *     class and jar
     */
    public static EngineRegistry discover(EngineSettings settings, Path engineFolder) {
        ClassLoader parent = EngineRegistry.class.getClassLoader();
        Map<String, Found> found = new LinkedHashMap<>();
        providers(parent).forEach(provider -> found.put(provider.type().getName(), new Found(provider, CLASS_PATH)));
        for (Path jar : jars(engineFolder)) {
            List<ServiceLoader.Provider<CacheEngineProvider>> inJar = providersOf(jar, parent);
            if (inJar.isEmpty()) {
                LOG.warn("{} has no engine: no META-INF/services/{}", jar, CacheEngineProvider.class.getName());
            }
            inJar.forEach(provider -> add(found, provider, jar));
        }
        return load(found.values(), settings);
    }

    /** A registry of the engines of the given providers; as {@link #discover}, it knows those that cannot be made. */
    public static EngineRegistry of(EngineSettings settings, CacheEngineProvider... providers) {
        return load(
                Stream.of(providers)
                        .map(one -> new Found(one.getClass(), () -> one, CLASS_PATH))
                        .toList(),
                settings);
    }

    /** A registry of the given engines. */
    public static EngineRegistry of(LoadedEngine... engines) {
        return new EngineRegistry(List.of(engines), List.of());
    }

    private static EngineRegistry load(Collection<Found> found, EngineSettings settings) {
        List<LoadedEngine> engines = new ArrayList<>();
        List<UnusableEngine> unusable = new ArrayList<>();
        found.forEach(one -> one.load(settings, engines, unusable));
        unusable.forEach(engine -> LOG.error("{}", engine.reason(), engine.cause()));
        LOG.info("engines: {}", engines.isEmpty() ? "none" : describe(engines));
        return new EngineRegistry(engines, unusable);
    }

    /** All engines, in the order in which they were found. */
    public List<LoadedEngine> all() {
        return engines;
    }

    /** Of each engine that could not be made, why. */
    public List<String> failures() {
        return unusable.stream().map(UnusableEngine::reason).toList();
    }

    /** Why there is no engine of a runtime kind, runtime type or alias, although somebody brought one; else empty. */
    public Optional<String> failure(String name) {
        return Optional.ofNullable(unusableByName.get(key(name))).map(UnusableEngine::reason);
    }

    /** The engine of a runtime kind, runtime type or alias; empty when there is none that can be used. */
    public Optional<LoadedEngine> find(String name) {
        return Optional.ofNullable(byName.get(key(name)));
    }

    /**
     * The engine of a runtime kind, runtime type or alias.
     *
     * @throws IllegalArgumentException when there is none; the message lists those that exist
     * @throws IllegalStateException when it could not be made; the message says why
     */
    public LoadedEngine get(String name) {
        UnusableEngine failed = unusableByName.get(key(name));
        if (failed != null) {
            throw new IllegalStateException(failed.reason(), failed.cause());
        }
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException("unknown engine \"" + name + "\"; available: "
                        + (engines.isEmpty() ? "none" : describe(engines))
                        + unusable.stream().map(engine -> "; " + engine).collect(Collectors.joining())));
    }

    private static <E> Map<String, E> index(
            List<E> engines, Function<E, @Nullable EngineDescriptor> descriptor, Map<String, Object> claimed) {
        Map<String, E> index = new HashMap<>();
        for (E engine : engines) {
            names(descriptor.apply(engine)).forEach(name -> {
                Object other = claimed.put(name, engine);
                if (other != null) {
                    throw new IllegalStateException(
                            "two engines claim the name \"" + name + "\": " + other + " and " + engine);
                }
                index.put(name, engine);
            });
        }
        return Map.copyOf(index);
    }

    private static Stream<String> names(@Nullable EngineDescriptor engine) {
        if (engine == null) {
            return Stream.empty();
        }
        return Stream.concat(Stream.of(engine.runtimeKind(), engine.runtimeType()), engine.aliases().stream())
                .map(EngineRegistry::key)
                .distinct();
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static String describe(List<LoadedEngine> engines) {
        return engines.stream().map(LoadedEngine::toString).collect(Collectors.joining(", "));
    }

    private static List<Path> jars(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the engine folder " + folder, e);
        }
    }

    private static List<ServiceLoader.Provider<CacheEngineProvider>> providers(ClassLoader loader) {
        return ServiceLoader.load(CacheEngineProvider.class, loader).stream().toList();
    }

    // The loader lives as long as the process: its classes are needed until then.
    @SuppressWarnings("resource")
    private static List<ServiceLoader.Provider<CacheEngineProvider>> providersOf(Path jar, ClassLoader parent) {
        // A class loader takes a jar that it cannot read for an empty one.
        try (JarFile readable = new JarFile(jar.toFile())) {
            LOG.debug("{} has {} entries", jar, readable.size());
            EngineClassLoader loader = new EngineClassLoader(jar.toUri().toURL(), parent);
            List<ServiceLoader.Provider<CacheEngineProvider>> own = new ArrayList<>(providers(loader));
            own.removeIf(provider -> provider.type().getClassLoader() != loader);
            return own;
        } catch (IOException | ServiceConfigurationError | LinkageError e) {
            throw new IllegalStateException("cannot read the engine jar " + jar + ": " + e.getMessage(), e);
        }
    }

    // The folder may be on the class path as well; that is one engine, not two.
    private static void add(Map<String, Found> found, ServiceLoader.Provider<CacheEngineProvider> provider, Path jar) {
        Found known = found.get(provider.type().getName());
        if (known != null && known.origin().equals(CLASS_PATH)) {
            LOG.info("{} of {} is on the class path already", provider.type().getName(), jar.getFileName());
            return;
        }
        found.put(provider.type().getName() + "@" + jar, new Found(provider, String.valueOf(jar.getFileName())));
    }

    private record Found(Class<?> type, Supplier<CacheEngineProvider> provider, String origin) {

        Found(ServiceLoader.Provider<CacheEngineProvider> provider, String origin) {
            this(provider.type(), provider, origin);
        }

        void load(EngineSettings settings, List<LoadedEngine> engines, List<UnusableEngine> unusable) {
            EngineDescriptor descriptor = null;
            try {
                CacheEngineProvider made = provider.get();
                descriptor = made.descriptor();
                engines.add(new LoadedEngine(descriptor, made.create(settings), origin));
            } catch (RuntimeException | ServiceConfigurationError e) {
                // The loader says no more than that it could not.
                Throwable why = e instanceof ServiceConfigurationError && e.getCause() != null ? e.getCause() : e;
                unusable.add(cannotStart(descriptor, String.valueOf(why.getMessage()), e));
            } catch (LinkageError e) {
                String why = "it was compiled against another release of Fluid: " + e.getMessage();
                unusable.add(cannotStart(descriptor, why, e));
            }
        }

        private UnusableEngine cannotStart(@Nullable EngineDescriptor descriptor, String why, Throwable cause) {
            return new UnusableEngine(
                    descriptor, "cannot start the engine " + type.getName() + " of " + origin + ": " + why, cause);
        }
    }
}
