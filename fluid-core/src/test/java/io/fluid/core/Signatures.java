package io.fluid.core;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What of a class others can use, one line each. */
final class Signatures {

    private static final String ABSTRACT = " abstract";

    private Signatures() {}

    /**
     * The lines of a class; none when it is not public.
     *
     * @param constructors whether constructors count; records of the resource model are made with builders
     */
    static List<String> of(Class<?> type, boolean constructors) {
        List<String> lines = new ArrayList<>();
        if (!isPublic(type)) {
            return lines;
        }
        String supertypes = Stream.concat(
                        Stream.ofNullable(type.getGenericSuperclass()), Arrays.stream(type.getGenericInterfaces()))
                .map(Type::getTypeName)
                .filter(name -> !name.equals("java.lang.Object"))
                .sorted()
                .collect(Collectors.joining(", "));
        lines.add("class " + type.getName() + (supertypes.isEmpty() ? "" : " is " + supertypes));
        for (Field field : type.getDeclaredFields()) {
            if (counts(field)) {
                lines.add(type.getName() + "." + field.getName() + ": "
                        + field.getGenericType().getTypeName());
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (counts(method)) {
                lines.add(type.getName() + "#" + method.getName() + parameters(method) + ": "
                        + method.getGenericReturnType().getTypeName() + thrown(method)
                        + (Modifier.isAbstract(method.getModifiers()) ? ABSTRACT : ""));
            }
        }
        if (constructors) {
            for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                if (counts(constructor)) {
                    lines.add(type.getName() + "#new" + parameters(constructor));
                }
            }
        }
        return lines;
    }

    /** What of the recorded lines is gone, and what implementers of recorded types would have to add. */
    static List<String> breaks(Collection<String> recorded, Set<String> now) {
        List<String> breaks = new ArrayList<>();
        recorded.stream().filter(line -> !now.contains(line)).forEach(line -> breaks.add("gone: " + line));
        Set<String> before = new HashSet<>(recorded);
        Set<String> types = recorded.stream()
                .filter(line -> line.startsWith("class "))
                .map(line -> line.split(" ", 3)[1])
                .collect(Collectors.toSet());
        now.stream()
                .filter(line -> line.endsWith(ABSTRACT) && !before.contains(line))
                .filter(line -> types.contains(line.substring(0, line.indexOf('#'))))
                .sorted()
                .forEach(line -> breaks.add("to be implemented: " + line));
        return breaks;
    }

    private static boolean isPublic(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
    }

    private static boolean counts(Member member) {
        return !member.isSynthetic()
                && (Modifier.isPublic(member.getModifiers()) || Modifier.isProtected(member.getModifiers()));
    }

    private static String parameters(Executable executable) {
        return Arrays.stream(executable.getGenericParameterTypes())
                .map(Type::getTypeName)
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String thrown(Executable executable) {
        return executable.getExceptionTypes().length == 0
                ? ""
                : Arrays.stream(executable.getExceptionTypes())
                        .map(Class::getName)
                        .sorted()
                        .collect(Collectors.joining(", ", " throws ", ""));
    }
}
