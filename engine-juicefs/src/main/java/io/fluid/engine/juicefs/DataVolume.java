package io.fluid.engine.juicefs;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fluid.api.v1alpha1.DatasetSpec;
import io.fluid.api.v1alpha1.Mount;
import io.fluid.api.v1alpha1.SecretKeySelector;
import io.fluid.core.spi.support.DatasetMount;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The JuiceFS volume that a dataset lies on.
 *
 * @param edition of JuiceFS
 * @param name of the volume
 * @param folder of the volume that the dataset is, {@code /} for all of it
 * @param options of the mount over those that are shared, without secrets
 * @param secrets by option
 * @param readOnly whether nobody may write
 */
record DataVolume(
        Edition edition,
        String name,
        String folder,
        Map<String, String> options,
        Map<String, SecretKeySelector> secrets,
        boolean readOnly) {

    static final String SCHEME = "juicefs://";
    static final String STORAGE = "storage";
    static final String BUCKET = "bucket";
    static final String BUCKET2 = "bucket2";
    static final String QUOTA = "quota";

    /** Options that are not for mount. */
    static final Set<String> OF_THE_VOLUME = Set.of(STORAGE, BUCKET, BUCKET2, QUOTA);

    private static final Pattern DIGITS = Pattern.compile("\\d+");
    private static final BigDecimal GIBIBYTE = BigDecimal.valueOf(1L << 30);
    // Nobody means a quota of less than a megabyte: plain numbers below are GiB.
    private static final BigDecimal FIRST_BYTES = BigDecimal.valueOf(1_000_000);

    static DataVolume of(DatasetSpec dataset) {
        DatasetMount all = DatasetMount.of(dataset).get(0);
        Mount mount = all.mount();
        return new DataVolume(
                all.secrets().containsKey(Edition.METADATA_URL) ? Edition.COMMUNITY : Edition.ENTERPRISE,
                Objects.requireNonNullElse(mount.name(), ""),
                folder(mount),
                all.options(),
                new TreeMap<>(all.secrets()),
                Boolean.TRUE.equals(mount.readOnly()) || DatasetMount.isReadOnly(dataset));
    }

    /**
     * The capacity that an option {@code quota} means, in GiB: an amount as Kubernetes writes them, of whole GiB. Empty when
     * it is none.
     */
    static OptionalLong quota(String text) {
        try {
            BigDecimal amount = Quantity.parse(text).getNumericalAmount();
            boolean gibibytes = DIGITS.matcher(text).matches() && amount.compareTo(FIRST_BYTES) < 0;
            long capacity = (gibibytes ? amount : amount.divide(GIBIBYTE)).longValueExact();
            return capacity > 0 ? OptionalLong.of(capacity) : OptionalLong.empty();
        } catch (IllegalArgumentException | ArithmeticException e) {
            return OptionalLong.empty();
        }
    }

    /** {@code /a/b} of {@code juicefs:///a/b/}. */
    static String folder(Mount mount) {
        String path = mount.mountPoint()
                .substring(Math.min(SCHEME.length(), mount.mountPoint().length()));
        String folder = ("/" + path).replaceAll("/+", "/");
        return folder.length() > 1 && folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder;
    }

    /** The variable in which a container finds the value of a secret option, or of a key of a storage. */
    static String variable(String option) {
        return option.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
