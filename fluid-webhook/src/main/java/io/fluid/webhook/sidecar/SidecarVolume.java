package io.fluid.webhook.sidecar;

import io.fluid.webhook.spi.MountedDataset;

/**
 * A dataset's way into the pod.
 *
 * @param dataset what is mounted
 * @param number of the sidecar
 * @param volume the volume that the application mounts
 * @param exchange the volume through which sidecar and mount guard hand over the mount
 * @param readOnly whether no container may write
 * @param metrics whether the sidecar keeps its metrics ports
 */
record SidecarVolume(
        MountedDataset dataset, int number, String volume, String exchange, boolean readOnly, boolean metrics) {

    String container() {
        return FuseSidecar.PREFIX + number;
    }
}
