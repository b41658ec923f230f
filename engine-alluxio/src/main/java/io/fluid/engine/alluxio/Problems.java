package io.fluid.engine.alluxio;

import io.fluid.api.v1alpha1.User;
import io.fluid.core.spi.Problem;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Collects what is wrong, with the checks of texts that many fields need. */
final class Problems {

    static final Pattern OBJECT_NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");
    static final int LONGEST_OBJECT_NAME = 253;

    private static final Pattern USER_NAME = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");
    private static final String PLAIN = "text without line breaks and control characters";
    private static final String NO_REFERENCE = "text without ${, which Alluxio would replace";

    private final List<Problem> problems = new ArrayList<>();

    List<Problem> all() {
        return List.copyOf(problems);
    }

    int count() {
        return problems.size();
    }

    void add(String field, String value, String accepted) {
        problems.add(new Problem(field, value, accepted));
    }

    /** Text that reaches Alluxio as it is: properties and command lines know neither line breaks nor a literal ${. */
    boolean text(String field, String value) {
        if (!plain(field, value)) {
            return false;
        }
        if (value.contains("${")) {
            add(field, value, NO_REFERENCE);
            return false;
        }
        return true;
    }

    /** Text of one line. */
    boolean plain(String field, String value) {
        if (hasControl(value)) {
            add(field, value, PLAIN);
            return false;
        }
        return true;
    }

    void properties(String field, Map<String, String> properties) {
        properties.forEach((key, value) -> {
            if (key.isEmpty() || hasControl(key) || key.contains(" ")) {
                add(field, key, "the name of a property");
            }
            plain(field + "[" + key + "]", value);
        });
    }

    void objectName(String field, String name, String accepted) {
        if (!isObjectName(name)) {
            add(field, name, accepted);
        }
    }

    void user(String field, @Nullable User user) {
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

    static boolean isObjectName(String name) {
        return name.length() <= LONGEST_OBJECT_NAME && OBJECT_NAME.matcher(name).matches();
    }

    static boolean hasControl(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }
}
