package io.fluid.e2e.cluster;

import io.fluid.e2e.image.BaseLayers;
import io.fluid.e2e.image.Image;

/**
 * The images that the cluster itself needs.
 *
 * @param pause the sandbox of every pod
 * @param dns cluster DNS
 */
record ClusterImages(Image pause, Image dns) {

    static ClusterImages make(BaseLayers base) {
        return new ClusterImages(
                base.image("localhost/fluid-local/pause:1")
                        .addFile(base.programs().init(), "/pause")
                        .entrypoint("/pause")
                        .build(),
                base.image("localhost/fluid-local/coredns:1")
                        .addFile(base.programs().localkube(), "/localkube")
                        .entrypoint("/localkube", "coredns")
                        .build());
    }
}
