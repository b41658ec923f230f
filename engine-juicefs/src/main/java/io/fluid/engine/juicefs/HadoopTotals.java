package io.fluid.engine.juicefs;

import io.fluid.core.spi.EngineSettings;
import io.fluid.core.spi.MeasuresStorage.StorageTotals;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Counts the files of any folder of a volume with juicefs-hadoop, to the byte. It needs the address of the metadata as a
 * file that the administrator mounted into this process. It runs in a process of its own, because the client's native
 * code ends the one that it is in when it does not like an address.
 */
final class HadoopTotals {

    /** Setting that names the folder with the jars of juicefs-hadoop and of Hadoop's client. */
    static final String JARS_SETTING = "JUICEFS_HADOOP_FOLDER";

    /** Setting that names the folder with one file {@code <namespace>.<dataset>} for each address. */
    static final String METADATA_SETTING = "JUICEFS_METADATA_FOLDER";

    private final Path jars;
    private final Path metadata;

    HadoopTotals(Path jars, Path metadata) {
        this.jars = jars;
        this.metadata = metadata;
    }

    /** Null when the settings do not name both folders. */
    static @Nullable HadoopTotals from(EngineSettings settings) {
        Optional<Path> jars = settings.get(JARS_SETTING).map(Path::of);
        Optional<Path> metadata = settings.get(METADATA_SETTING).map(Path::of);
        return jars.isPresent() && metadata.isPresent() ? new HadoopTotals(jars.get(), metadata.get()) : null;
    }

    /** Whether a dataset's address is there. */
    boolean serves(String namespace, String dataset) {
        return Files.isReadable(address(namespace, dataset));
    }

    /**
     * What lies in a folder.
     *
     * @throws IOException with the client's words when it cannot count, for example a volume whose {@code
     *     min-client-version} is newer than 1.0
     */
    StorageTotals count(String namespace, String dataset, DataVolume volume, Duration deadline) throws IOException {
        String address = Files.readString(address(namespace, dataset)).strip();
        Path output = Files.createTempFile("juicefs-count", ".log");
        try {
            Process process = start(address, volume, output);
            try {
                if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new IOException(
                            "counting " + volume.folder() + " took more than " + deadline.toSeconds() + "s");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            } finally {
                process.destroyForcibly();
            }
            return result(Files.readAllLines(output), address);
        } finally {
            Files.delete(output);
        }
    }

    private Process start(String address, DataVolume volume, Path output) throws IOException {
        ProcessBuilder program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        ownCode() + ":" + jars + "/*",
                        HadoopCount.class.getName(),
                        volume.name(),
                        volume.folder())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        program.environment().clear();
        program.environment().put(HadoopCount.ADDRESS, address);
        return program.start();
    }

    private static Path ownCode() throws IOException {
        try {
            return Path.of(HadoopCount.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static StorageTotals result(List<String> lines, String address) throws IOException {
        String why = "it ended without a word";
        for (String line : lines) {
            String[] words = line.split(" ");
            if (words.length == 3 && words[0].equals(HadoopCount.RESULT)) {
                return new StorageTotals(Long.parseLong(words[1]), Long.parseLong(words[2]));
            }
            if (line.contains("<ERROR>") || line.contains("<FATAL>") || line.startsWith("Exception in")) {
                why = line;
                break;
            }
        }
        if (why.contains("parse \"")) {
            // Of such an address the client also tells parts, which nothing distinguishes from its other words.
            throw new IOException(
                    "juicefs-hadoop: the metadata's address is no URL: special characters in its user and "
                            + "password must be percent-encoded, as %23 for #");
        }
        // Some clients of databases repeat the address without its scheme.
        String withoutScheme = address.replaceFirst("^[a-z]+://", "");
        throw new IOException("juicefs-hadoop: "
                + why.replace(address, "the metadata's address").replace(withoutScheme, "the metadata's address"));
    }

    private Path address(String namespace, String dataset) {
        return metadata.resolve(namespace + "." + dataset);
    }
}
