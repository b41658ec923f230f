package io.fluid.webhook;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Where a claim's data comes from: what a sidecar is made of.
 *
 * @param namespace namespace of the dataset
 * @param dataset name of the dataset
 * @param mountPath directory in the container where the client mounts
 * @param template pod spec of the fuse DaemonSet, never changed
 */
record FuseSource(String namespace, String dataset, String mountPath, JsonNode template) {}
