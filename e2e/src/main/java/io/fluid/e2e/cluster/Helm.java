package io.fluid.e2e.cluster;

import io.fluid.e2e.tools.Command;
import io.fluid.e2e.tools.GoPrograms;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The {@code helm} program, for one cluster. */
public final class Helm {

    private final Path binary;
    private final Path kubeconfig;

    public Helm(GoPrograms programs, Path kubeconfig) {
        this.binary = programs.helm();
        this.kubeconfig = kubeconfig;
    }

    /**
     * Installs a chart, or upgrades the release, creating its namespace.
     *
     * @param values by path, such as {@code webhook.replicas}
     */
    public void install(String release, String namespace, Path chart, Map<String, String> values) {
        List<String> line = new ArrayList<>(List.of("upgrade", "--install", release, chart.toString()));
        line.addAll(List.of("--namespace", namespace, "--create-namespace"));
        new TreeMap<>(values).forEach((path, value) -> line.addAll(List.of("--set", path + "=" + escaped(value))));
        helm(line).run();
    }

    public void uninstall(String release, String namespace) {
        helm(List.of("uninstall", release, "--namespace", namespace, "--ignore-not-found"))
                .run();
    }

    public void lint(Path chart) {
        helm(List.of("lint", "--strict", chart.toString())).run();
    }

    /** The manifests that an installation into the local cluster would apply. */
    public String template(String release, String namespace, Path chart) {
        // Without a cluster to ask, it would render for a Kubernetes of long ago.
        String version = "--kube-version=" + GoPrograms.KUBERNETES_VERSION;
        return helm(List.of("template", release, chart.toString(), "--namespace", namespace, version))
                .output();
    }

    private Command helm(List<String> arguments) {
        return Command.of(binary.toString()).with(arguments).with("--kubeconfig", kubeconfig.toString());
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace(",", "\\,");
    }
}
