package io.fluid.webhook.spi;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;

/** A pod on its way through the chain. It is a tree, so that what nobody changes stays as it is, to the letter. */
public final class PodChange {

    private final ObjectNode pod;
    private final String namespace;
    private final List<MountedDataset> datasets;
    private final List<MountedDataset> further = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /**
     * @param pod the pod, to be changed in place
     * @param namespace where it will be created
     * @param datasets what it mounts, in the order of the claims' names
     */
    public PodChange(ObjectNode pod, String namespace, List<MountedDataset> datasets) {
        this.pod = pod;
        this.namespace = namespace;
        this.datasets = List.copyOf(datasets);
    }

    public ObjectNode pod() {
        return pod;
    }

    public ObjectNode spec() {
        return pod.withObject("/spec");
    }

    public String namespace() {
        return namespace;
    }

    /** What the pod mounted when it came, in the order of the claims' names. */
    public List<MountedDataset> datasets() {
        return datasets;
    }

    /** Notes a dataset that the pod uses although it did not mount it when it came. */
    public void use(MountedDataset dataset) {
        further.add(dataset);
    }

    /** What the pod mounted when it came, then what mutators before this one have had it use besides. */
    public List<MountedDataset> used() {
        List<MountedDataset> all = new ArrayList<>(datasets);
        all.addAll(further);
        return List.copyOf(all);
    }

    /** A label's value; the empty string without. */
    public String label(String key) {
        return pod.path("metadata").path("labels").path(key).asText();
    }

    /** An annotation's value; the empty string without. */
    public String annotation(String key) {
        return pod.path("metadata").path("annotations").path(key).asText();
    }

    public void setLabel(String key, String value) {
        pod.withObject("/metadata/labels").put(key, value);
    }

    public void setAnnotation(String key, String value) {
        pod.withObject("/metadata/annotations").put(key, value);
    }

    /** Shows a warning to who creates the pod. */
    public void warn(String text) {
        warnings.add(text);
    }

    public List<String> warnings() {
        return List.copyOf(warnings);
    }
}
