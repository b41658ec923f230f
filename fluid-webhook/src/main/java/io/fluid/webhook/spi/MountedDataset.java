package io.fluid.webhook.spi;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluid.api.DatasetId;

/**
 * A dataset that a pod mounts.
 *
 * @param claim name of the pod's claim
 * @param name name of the Dataset of the pod's namespace that the claim stands for; mostly that of the claim
 * @param id the dataset whose data that is; in another namespace than the pod's when the claim's own refers to it
 * @param readOnly whether nobody may write through the claim
 * @param mountPath directory in the fuse container where the client mounts
 * @param fuse pod spec of the fuse DaemonSet; never to be changed
 * @param nodeAffinity {@code spec.nodeAffinity.required} of the dataset; missing node without
 * @param subPath folder of the dataset that the pod sees; empty for all of it
 * @param scraped whether the metrics of its sidecars are to be collected, where the pod says nothing else
 */
public record MountedDataset(
        String claim,
        String name,
        DatasetId id,
        boolean readOnly,
        String mountPath,
        JsonNode fuse,
        JsonNode nodeAffinity,
        String subPath,
        boolean scraped) {}
