package io.fluid.engine.juicefs;

import io.fluid.api.v1alpha1.DataToMigrate;
import io.fluid.api.v1alpha1.DatasetToMigrate;
import io.fluid.api.v1alpha1.EncryptOption;
import io.fluid.api.v1alpha1.ExternalStorage;
import io.fluid.core.spi.support.NativeStorage;
import org.jspecify.annotations.Nullable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * One end of a migration.
 *
 * @param side {@code from} or {@code to}
 * @param address of a folder, as {@code juicefs sync} takes it, without keys
 * @param keys secrets that belong into the address
 * @param claim that has to be mounted; null for none
 */
record MigrationEnd(
        String side,
        String address,
        List<EncryptOption> keys,
        @Nullable String claim) {

    private static final String ROOT = "/mnt/";

    static MigrationEnd of(Plan plan, String side, DataToMigrate end) {
        DatasetToMigrate dataset = end.dataset();
        if (dataset != null && dataset.name().equals(plan.name())) {
            // For the community edition, the name of the variable that holds the address of the metadata.
            String volume = plan.volume().edition() == Edition.COMMUNITY
                    ? DataVolume.variable(Edition.METADATA_URL)
                    : plan.volume().name();
            String path = folder(plan.volume().folder() + "/" + Objects.requireNonNullElse(dataset.path(), ""));
            return new MigrationEnd(side, "jfs://" + volume + path, List.of(), null);
        }
        if (dataset != null) {
            return mounted(side, dataset.name(), Objects.requireNonNullElse(dataset.path(), ""));
        }
        ExternalStorage storage = Objects.requireNonNull(end.externalStorage());
        String uri = storage.uri();
        NativeStorage claim = NativeStorage.of(uri).orElse(null);
        if (claim != null) {
            return mounted(side, claim.source(), claim.folder().orElse(""));
        }
        // JuiceFS takes what is before an @, wherever it stands, for keys.
        String address = uri.replace("@", "%40");
        return new MigrationEnd(side, address.endsWith("/") ? address : address + "/", storage.encryptOptions(), null);
    }

    private static MigrationEnd mounted(String side, String claim, String path) {
        return new MigrationEnd(side, "file://" + ROOT + side + folder(path), List.of(), claim);
    }

    /** The path as it stands in an address: it begins and ends with a slash. */
    private static String folder(String path) {
        return Arrays.stream(path.split("/"))
                .filter(part -> !part.isEmpty())
                .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20") + "/")
                .collect(Collectors.joining("", "/", ""));
    }

    /** Where the claim is mounted. */
    String folder() {
        return ROOT + side;
    }

    /** The name of the claim's volume in the pod. */
    String volume() {
        return "juicefs-" + side;
    }
}
