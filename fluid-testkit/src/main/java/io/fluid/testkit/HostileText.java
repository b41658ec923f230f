package io.fluid.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** Text of users that would do harm if a shell or the kubelet took it for more than text. */
final class HostileText {

    /** Occurs in each payload, nowhere else. */
    static final String MARK = "HOSTILE";

    static final List<String> PAYLOADS = List.of(
            "$(" + MARK + ")",
            "${" + MARK + "}",
            "`" + MARK + "`",
            "';" + MARK + ";'",
            "\";" + MARK + ";\"",
            "&&" + MARK,
            "|" + MARK,
            "\\" + MARK,
            " --" + MARK + " ",
            "\n" + MARK + "\n",
            MARK + "-\u00fc\u6f22\u202e");

    private static final String EXPANDED = "EXPANDED-BY-KUBELET";
    private static final Pattern SHELL = Pattern.compile("(.*/)?(ba|da|a)?sh");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(" + MARK + "\\)");

    private HostileText() {}

    /** Fails when hostile text is where it could be run or replaced. */
    static void isOnlyText(Described described) {
        described.pods().forEach((component, pod) -> {
            for (Container container : Described.containers(pod)) {
                String what = component + " container " + container.getName();
                List<String> words = new ArrayList<>(container.getCommand());
                words.addAll(container.getArgs());
                isOnlyWords(what, words);
                JsonNode tree = Described.MAPPER.valueToTree(container);
                tree.findParents("exec").forEach(holder -> isOnlyWords(what + " exec", words(holder.get("exec"))));
                container.getEnv().stream()
                        .filter(variable -> variable.getValue() != null)
                        .forEach(variable -> isNotExpanded(what + " env " + variable.getName(), variable.getValue()));
            }
        });
        described.objects().forEach(HostileText::isNoScript);
    }

    private static List<String> words(JsonNode exec) {
        List<String> words = new ArrayList<>();
        exec.path("command").forEach(word -> words.add(word.asText()));
        return words;
    }

    private static void isOnlyWords(String what, List<String> words) {
        words.forEach(word -> isNotExpanded(what + " command line", word));
        if (words.isEmpty() || !SHELL.matcher(words.get(0)).matches()) {
            return;
        }
        for (int i = 1; i + 1 < words.size(); i++) {
            if (words.get(i).matches("-[a-z]*c[a-z]*")) {
                assertThat(words.get(i + 1)).as(what + ": line for a shell").doesNotContain(MARK);
            }
        }
    }

    private static void isNotExpanded(String what, String text) {
        Matcher references = REFERENCE.matcher(text);
        String seen =
                references.replaceAll(found -> found.group().equals("$$") ? Matcher.quoteReplacement("$") : EXPANDED);
        assertThat(seen)
                .as(what + ": the kubelet would replace $(" + MARK + "), see PodText.literal")
                .doesNotContain(EXPANDED);
    }

    private static void isNoScript(HasMetadata object) {
        if (object instanceof ConfigMap) {
            Map<String, String> data = ((ConfigMap) object).getData();
            if (data != null) {
                data.forEach((key, text) -> {
                    if (key.endsWith(".sh") || text.startsWith("#!")) {
                        assertThat(text)
                                .as("script " + key + " of "
                                        + object.getMetadata().getName())
                                .doesNotContain(MARK);
                    }
                });
            }
        }
    }
}
