package io.fluid.engine.alluxio;

import io.fluid.engine.alluxio.AlluxioPlan.UfsMount;

import java.util.List;
import java.util.TreeMap;

/** Writes the list of mounts that {@code master.sh} reads: one statement a line. Values have no line breaks. */
final class MountFile {

    private MountFile() {}

    static String text(List<UfsMount> mounts) {
        StringBuilder text = new StringBuilder();
        for (UfsMount mount : mounts) {
            line(text, "mount " + mount.path());
            line(text, "ufs " + mount.uri());
            if (mount.readOnly()) {
                line(text, "readonly");
            }
            if (mount.shared()) {
                line(text, "shared");
            }
            new TreeMap<>(mount.options()).forEach((key, value) -> line(text, "option " + key + "=" + value));
            new TreeMap<>(mount.secretOptions()).forEach((key, file) -> line(text, "secret " + key + " " + file));
            line(text, "end");
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append('\n');
    }
}
