package io.fluid.api.crd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The docstrings of the resource model, so that {@code kubectl explain} says what the source says. */
final class Descriptions {

    private static final Pattern DOCSTRING =
            Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@|public )", Pattern.DOTALL);
    private static final Pattern PARAM = Pattern.compile("@param (\\w+) ((?:(?!@param ).)*)");
    private static final Pattern TAG = Pattern.compile("\\{@(?:code|link) ([^}]*)}");

    private final Path sources;
    private final Map<Class<?>, String> docstrings = new HashMap<>();

    /** @param sources root folder of the Java sources */
    Descriptions(Path sources) {
        this.sources = sources;
    }

    /** What a type is. */
    Optional<String> of(Class<?> type) {
        return Optional.of(docstring(type).split(" ?@param ", 2)[0].strip()).filter(text -> !text.isEmpty());
    }

    /** What a component of a record is. */
    Optional<String> of(Class<?> type, String component) {
        return PARAM.matcher(docstring(type))
                .results()
                .filter(param -> param.group(1).equals(component))
                .map(param -> param.group(2).strip())
                .findFirst();
    }

    private String docstring(Class<?> type) {
        return docstrings.computeIfAbsent(type, this::read);
    }

    private String read(Class<?> type) {
        Path source = sources.resolve(type.getName().replace('.', '/') + ".java");
        if (!Files.exists(source)) {
            return "";
        }
        try {
            Matcher docstring = DOCSTRING.matcher(Files.readString(source));
            return docstring.find() ? plain(docstring.group(1)) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String plain(String docstring) {
        String oneLine = docstring
                .replaceAll("(?m)^\\s*\\*", " ")
                .replaceAll("\\s+", " ")
                .strip();
        return TAG.matcher(oneLine)
                .replaceAll(tag ->
                        Matcher.quoteReplacement(tag.group(1).replace("()", "").replace('#', '.')));
    }
}
