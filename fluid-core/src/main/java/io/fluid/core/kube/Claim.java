package io.fluid.core.kube;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/** The one write of {@link Cluster#claim}. */
final class Claim {

    private Claim() {}

    /** The merge patch of what is missing or different; empty when nothing is. */
    static ObjectNode patch(
            HasMetadata observed,
            String finalizer,
            HasMetadata owner,
            Map<String, String> labels,
            Map<String, @Nullable String> annotations) {
        ObjectNode patch = JsonTree.object();
        List<String> finalizers = observed.getMetadata().getFinalizers();
        if (!finalizers.contains(finalizer)) {
            ArrayNode all = patch.withObject("/metadata").putArray("finalizers");
            finalizers.forEach(all::add);
            all.add(finalizer);
        }
        List<OwnerReference> owners = observed.getMetadata().getOwnerReferences();
        if (owners.stream().noneMatch(one -> owner.getMetadata().getUid().equals(one.getUid()))) {
            ArrayNode all = patch.withObject("/metadata").putArray("ownerReferences");
            owners.forEach(one -> all.add(JsonTree.of(one)));
            all.add(JsonTree.of(new OwnerReferenceBuilder()
                    .withApiVersion(owner.getApiVersion())
                    .withKind(owner.getKind())
                    .withName(owner.getMetadata().getName())
                    .withUid(owner.getMetadata().getUid())
                    .build()));
        }
        KubernetesCluster.putChanges(patch, "labels", observed.getMetadata().getLabels(), labels);
        KubernetesCluster.putChanges(
                patch, "annotations", observed.getMetadata().getAnnotations(), annotations);
        return patch;
    }
}
