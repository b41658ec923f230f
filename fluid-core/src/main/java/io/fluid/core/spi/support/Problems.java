package io.fluid.core.spi.support;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.EncryptOption;
import io.fluid.api.v1alpha1.SecretKeySelector;
import io.fluid.api.v1alpha1.TargetPath;
import io.fluid.api.v1alpha1.User;
import io.fluid.core.spi.Problem;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Collects what is wrong, with the checks of texts that many fields need. */
public class Problems {

    /** A name of an object that may hold dots: a DNS subdomain, see {@link #LONGEST_OBJECT_NAME}. */
    public static final Pattern OBJECT_NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");

    /** Characters that the API server allows in such a name. */
    public static final int LONGEST_OBJECT_NAME = 253;

    private static final Pattern USER_NAME = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");
    private static final String PLAIN = "text without line breaks and control characters";

    private static final Pattern OPTION_KEY = Pattern.compile("[A-Za-z0-9_.-]+");
    private static final Pattern SECRET_KEY = Pattern.compile("[A-Za-z0-9_.-]{1,253}");

    private final List<Problem> problems = new ArrayList<>();

    /** Starts with none. */
    public Problems() {}

    /** What was found, in the order in which it was. */
    public List<Problem> all() {
        return List.copyOf(problems);
    }

    /** How many there are. */
    public int count() {
        return problems.size();
    }

    /** Adds one. */
    public void add(String field, String value, String accepted) {
        problems.add(new Problem(field, value, accepted));
    }

    /** Text of one line. */
    public boolean plain(String field, String value) {
        if (hasControl(value)) {
            add(field, value, PLAIN);
            return false;
        }
        return true;
    }

    /** Names without spaces, values of one line. */
    public void properties(String field, Map<String, String> properties) {
        properties.forEach((key, value) -> {
            if (key.isEmpty() || hasControl(key) || key.contains(" ")) {
                add(field, key, "the name of a property");
            }
            plain(field + "[" + key + "]", value);
        });
    }

    /** A name of a Kubernetes object. */
    public void objectName(String field, String name, String accepted) {
        if (!isObjectName(name)) {
            add(field, name, accepted);
        }
    }

    /** Ports of a cache: from 1 to 65535, each once in its network. */
    public void ports(List<PortUse> ports) {
        Map<String, String> taken = new HashMap<>();
        for (PortUse port : ports) {
            port.chosen().ifPresent(number -> {
                String other = taken.putIfAbsent(port.network() + number, port.field());
                if (number < 1 || number > 65535) {
                    add(port.field(), Integer.toString(number), "a port from 1 to 65535");
                } else if (other != null) {
                    add(port.field(), Integer.toString(number), "a port that " + other + " does not have");
                }
            });
        }
        for (PortUse port : ports) {
            if (port.chosen().isEmpty() && port.standard().isPresent()) {
                int number = port.standard().getAsInt();
                String other = taken.get(port.network() + number);
                if (other != null) {
                    add(other, Integer.toString(number), "a port that is not the default of " + port.field());
                }
            }
        }
    }

    /** Ids and names of a user; none is fine. */
    public void user(String field, @Nullable User user) {
        if (user == null) {
            return;
        }
        if (user.uid() == null || user.uid() < 0) {
            add(field + ".uid", String.valueOf(user.uid()), "a user id");
        }
        if (user.gid() == null || user.gid() < 0) {
            add(field + ".gid", String.valueOf(user.gid()), "a group id");
        }
        if (!USER_NAME.matcher(user.user()).matches()) {
            add(field + ".user", user.user(), "a user name");
        }
        if (!USER_NAME.matcher(user.group()).matches()) {
            add(field + ".group", user.group(), "a group name");
        }
    }

    /** Whether Kubernetes takes it for a name of an object. */
    public static boolean isObjectName(String name) {
        return name.length() <= LONGEST_OBJECT_NAME && OBJECT_NAME.matcher(name).matches();
    }

    /** Whether there are line breaks or other control characters. */
    public static boolean hasControl(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    /** The field that has a value of the wrong type. */
    public void wrongType(String kind, IllegalArgumentException e) {
        StringBuilder field = new StringBuilder(kind);
        String value = String.valueOf(e.getMessage());
        String accepted = "fields of the types of the CRD";
        if (e.getCause() instanceof JsonMappingException mapping) {
            for (JsonMappingException.Reference step : mapping.getPath()) {
                field.append(step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName());
            }
        }
        if (e.getCause() instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            accepted = "a value of type " + mismatch.getTargetType().getSimpleName();
        }
        if (e.getCause() instanceof InvalidFormatException format) {
            value = String.valueOf(format.getValue());
        }
        add(field.length() == kind.length() ? field + ".spec" : field.toString(), value, accepted);
    }

    /** Options of a mount: keys of letters, digits, dots, dashes and underscores, values of one line. */
    public void options(String field, Map<String, String> options) {
        options.forEach((key, value) -> {
            if (!OPTION_KEY.matcher(key).matches()) {
                add(field, key, "keys of letters, digits, dots, dashes and underscores");
            }
            plain(field + "[" + key + "]", value);
        });
    }

    /** Secrets for options; no option may be given twice. */
    public void encryptOptions(String field, List<EncryptOption> options, Map<String, String> plain) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < options.size(); i++) {
            EncryptOption option = options.get(i);
            String at = field + "[" + i + "]";
            if (!OPTION_KEY.matcher(option.name()).matches()) {
                add(at + ".name", option.name(), "letters, digits, dots, dashes and underscores");
            } else if (plain.containsKey(option.name()) || !names.add(option.name())) {
                add(at + ".name", option.name(), "an option that is not given twice");
            }
            Optional<SecretKeySelector> selector = secretKey(option);
            String secret = selector.map(SecretKeySelector::name).orElse("");
            String key = selector.map(SecretKeySelector::key).orElse("");
            objectName(at + ".valueFrom.secretKeyRef.name", secret, "the name of a Secret");
            if (!SECRET_KEY.matcher(key).matches() || key.equals("..") || key.equals(".")) {
                add(at + ".valueFrom.secretKeyRef.key", key, "a key of the Secret");
            }
        }
    }

    /** The key of a Secret that an option refers to; empty when it refers to none. */
    public static Optional<SecretKeySelector> secretKey(EncryptOption option) {
        return Optional.ofNullable(option.valueFrom()).map(source -> source.secretKeyRef());
    }

    /** Paths and copies of a load. */
    public void load(DataLoad load) {
        List<TargetPath> targets = load.getSpec().target();
        for (int i = 0; i < targets.size(); i++) {
            String field = "DataLoad.spec.target[" + i + "]";
            String path = targets.get(i).path();
            if (!path.startsWith("/") || hasControl(path)) {
                add(field + ".path", path, "an absolute path without line breaks");
            }
            Integer replicas = targets.get(i).replicas();
            if (replicas != null && replicas < 0) {
                add(field + ".replicas", replicas.toString(), "a number of copies, 1 or more");
            }
        }
    }
}
