package io.fluid.core.spi;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;

/**
 * The client that mounts the data.
 *
 * <p>The first container of the DaemonSet's template is also the template of the sidecar that the webhook injects, with
 * the volumes that it mounts. For that to work it must state its {@code command} (the sidecar runs it under a
 * supervisor that cleans up after it), mount the data at {@link #mountPath}, and stay in the foreground while it
 * serves. A readiness probe is not needed: the core knows that the data is there when {@link #mountPath} is a mount
 * point.
 *
 * @param daemonSet the fuse DaemonSet
 * @param mountPath directory in the container where the data appears
 * @param mountType file system type that {@code /proc/mounts} shows, for example {@code fuse.alluxio-fuse}
 */
public record FuseDescription(DaemonSet daemonSet, String mountPath, String mountType) {}
