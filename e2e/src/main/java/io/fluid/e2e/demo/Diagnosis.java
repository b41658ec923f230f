package io.fluid.e2e.demo;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fluid.api.v1alpha1.AlluxioRuntime;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.e2e.install.FluidInstallation;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;

/** What one wants to see when a step failed: conditions, events, the ends of logs. */
final class Diagnosis {

    private static final int LINES = 25;

    private final KubernetesClient client;
    private final PrintWriter out;

    Diagnosis(KubernetesClient client, PrintWriter out) {
        this.client = client;
        this.out = out;
    }

    void print() {
        for (String namespace : List.of(Demo.NAMESPACE, FluidInstallation.NAMESPACE)) {
            section(
                    "Events in " + namespace,
                    () -> client.v1().events().inNamespace(namespace).list().getItems().stream()
                            .map(event -> event.getType() + " " + event.getReason() + " "
                                    + event.getInvolvedObject().getKind() + "/"
                                    + event.getInvolvedObject().getName() + ": " + event.getMessage()));
            section(
                    "Pods in " + namespace,
                    () -> client.pods().inNamespace(namespace).list().getItems().stream()
                            .flatMap(this::describe));
        }
        section(
                "Resources",
                () -> Stream.of(Dataset.class, AlluxioRuntime.class, DataLoad.class)
                        .flatMap(kind -> client.resources(kind).inNamespace(Demo.NAMESPACE).list().getItems().stream())
                        .map(object ->
                                object.getKind() + "/" + object.getMetadata().getName() + " " + object));
        out.flush();
    }

    private Stream<String> describe(Pod pod) {
        Stream<String> head =
                Stream.of(pod.getMetadata().getName() + " " + pod.getStatus().getPhase());
        return Stream.concat(
                head,
                Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                        .map(Container::getName)
                        .flatMap(container -> log(pod, container)));
    }

    private Stream<String> log(Pod pod, String container) {
        try {
            String text = client.pods()
                    .resource(pod)
                    .inContainer(container)
                    .tailingLines(LINES)
                    .getLog();
            return Stream.concat(Stream.of("  -- " + container), text.lines().map(line -> "  " + line));
        } catch (KubernetesClientException e) {
            return Stream.of("  -- " + container + ": no log (" + e.getMessage() + ")");
        }
    }

    private void section(String title, Section lines) {
        out.println("== " + title);
        try {
            lines.get().forEach(line -> out.println("  " + line));
        } catch (KubernetesClientException e) {
            out.println("  " + e.getMessage());
        }
    }

    @FunctionalInterface
    private interface Section {
        Stream<String> get();
    }
}
