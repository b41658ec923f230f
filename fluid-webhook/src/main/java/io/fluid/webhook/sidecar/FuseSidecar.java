package io.fluid.webhook.sidecar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluid.api.Annotations;
import io.fluid.api.Labels;
import io.fluid.webhook.spi.DatasetCatalog;
import io.fluid.webhook.spi.DeniedException;
import io.fluid.webhook.spi.MountedDataset;
import io.fluid.webhook.spi.PodChange;
import io.fluid.webhook.spi.PodMutator;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Gives a pod a fuse sidecar for each dataset that it mounts. See docs/admission.md for the picture. */
final class FuseSidecar implements PodMutator {

    static final String PREFIX = "fluid-fuse-";

    private static final String UNPRIVILEGED = "unprivileged";
    private static final Set<String> PLATFORMS = Set.of("", "default", UNPRIVILEGED);

    private final DatasetCatalog catalog;
    private final boolean nativeSidecars;
    private final GuardResources guardResources;

    FuseSidecar(DatasetCatalog catalog, boolean nativeSidecars, GuardResources guardResources) {
        this.catalog = catalog;
        this.nativeSidecars = nativeSidecars;
        this.guardResources = guardResources;
    }

    @Override
    public Next mutate(PodChange change) {
        if (!change.datasets().isEmpty()) {
            new Injection(change).run();
        }
        return Next.CONTINUE;
    }

    /** The work on one pod. */
    private final class Injection {
        private final PodChange change;
        private final ObjectNode spec;
        private final PodNames names;
        private final ConsumerMounts mounts;
        private final boolean isPrivileged;
        private final String scrape;
        private final SidecarFactory factory;
        private final List<SidecarVolume> all = new ArrayList<>();
        private final Set<String> served = new HashSet<>();
        private final List<ObjectNode> sidecars = new ArrayList<>();

        Injection(PodChange change) {
            this.change = change;
            this.spec = change.spec();
            this.names = new PodNames(spec);
            this.mounts = new ConsumerMounts(spec, sidecars);
            this.scrape = change.annotation(Annotations.SCRAPE_FUSE_METRICS);
            this.isPrivileged = isPrivileged();
            this.factory = new SidecarFactory(
                    spec,
                    names,
                    new SidecarFactory.Options(
                            nativeSidecars,
                            isPrivileged,
                            Labels.TRUE.equals(change.label(Labels.INJECT_CACHE_DIR)),
                            !"false".equals(change.label(Labels.INJECT_FUSE_POST_START)),
                            guardResources));
        }

        void run() {
            List<MountedDataset> round = change.datasets();
            List<String> claims = round.stream().map(MountedDataset::claim).toList();
            refuseWindows();
            refuseUserNamespace();
            refuseInitContainers(claims);
            mounts.refuseDevices(claims);
            checkPathMode();
            if (Labels.TRUE.equals(change.label(Labels.INJECT_APP_POST_START))) {
                mounts.checkAfterStart(claims);
            }
            while (!round.isEmpty()) {
                int position = 0;
                for (MountedDataset dataset : round) {
                    SidecarVolume volume = replace(dataset);
                    // A client that mounts a dataset itself comes after the client of that dataset.
                    sidecars.add(position, factory.client(volume));
                    position++;
                    all.add(volume);
                }
                round = furtherDatasets();
                round.forEach(change::use);
            }
            if (isPrivileged) {
                MountedPaths paths = mounts.paths(all);
                paths.unknown().forEach(change::warn);
                sidecars.addFirst(factory.guard(all, paths, mounts.containers()));
            }
            String list = nativeSidecars ? "initContainers" : "containers";
            ArrayNode containers = JsonNodeFactory.instance.arrayNode().addAll(sidecars);
            spec.path(list).forEach(containers::add);
            spec.set(list, containers);
            mark();
        }

        /** The label wins over the annotation, which names a platform. */
        private boolean isPrivileged() {
            String platform = change.annotation(Annotations.SERVERLESS_PLATFORM);
            if (!PLATFORMS.contains(platform)) {
                throw new DeniedException("annotation " + Annotations.SERVERLESS_PLATFORM + ": \"" + platform
                        + "\" is not accepted; expected default or unprivileged");
            }
            return !platform.equals(UNPRIVILEGED) && !Labels.TRUE.equals(change.label(Labels.INJECT_UNPRIVILEGED));
        }

        // Every pod has a directory of its own here: what upstream's random-suffix asks for.
        private void checkPathMode() {
            String mode = change.annotation(Annotations.HOST_MOUNT_PATH_MODE);
            if (!mode.isEmpty() && !mode.equals("random-suffix")) {
                change.warn("annotation " + Annotations.HOST_MOUNT_PATH_MODE + ": \"" + mode
                        + "\" has no effect; every pod mounts in a directory of its own");
            }
        }

        private void refuseWindows() {
            if ("windows".equals(spec.path("os").path("name").asText())) {
                throw new DeniedException("spec.os.name: \"windows\" is not accepted for a pod that mounts a dataset; "
                        + "expected linux");
            }
        }

        private void refuseUserNamespace() {
            boolean ownUsers = !spec.path("hostUsers").asBoolean(true);
            if (isPrivileged && ownUsers) {
                throw new DeniedException("spec.hostUsers: \"false\" is not accepted for a pod that mounts a dataset: "
                        + "what a sidecar mounts in a user namespace does not reach the application; remove the field");
            }
        }

        private void refuseInitContainers(List<String> claims) {
            if (!nativeSidecars && mounts.isUsedByInitContainers(claims)) {
                throw new DeniedException("an init container mounts a dataset (" + String.join(", ", claims)
                        + "), which needs native sidecars: set webhook.fuseSidecar.sidecarInjectionMode to "
                        + "native-sidecar (Kubernetes 1.29 or newer), or mount the dataset in the application's "
                        + "containers only");
            }
        }

        private SidecarVolume replace(MountedDataset dataset) {
            served.add(dataset.claim());
            int number = names.sidecar();
            ConsumerMounts.Replacement replacement = mounts.replaceClaim(dataset.claim(), folder(dataset));
            if (isPrivileged && !dataset.readOnly() && replacement.access() == ConsumerMounts.Access.MIXED) {
                change.warn(
                        "claim \"" + dataset.claim() + "\": read-only for some containers of the pod and writable for "
                                + "others; should its sidecar be restarted, it is writable for all; give each its own claim");
            }
            return new SidecarVolume(
                    dataset,
                    number,
                    replacement.volume(),
                    names.volume("fluid-exchange-" + number),
                    dataset.readOnly() || replacement.access() == ConsumerMounts.Access.READ_ONLY,
                    scrape.isEmpty() ? dataset.scraped() : Labels.TRUE.equals(scrape));
        }

        private String folder(MountedDataset dataset) {
            if (!isPrivileged) {
                return dataset.subPath();
            }
            return dataset.subPath().isEmpty()
                    ? ConsumerMounts.SHOWN_FOLDER
                    : ConsumerMounts.SHOWN_FOLDER + "/" + dataset.subPath();
        }

        /** Datasets that the clients of this round mount themselves. */
        private List<MountedDataset> furtherDatasets() {
            TreeMap<String, MountedDataset> further = new TreeMap<>();
            for (JsonNode volume : spec.path("volumes")) {
                String claim = ConsumerMounts.claimOf(volume);
                if (claim.isEmpty()) {
                    continue;
                }
                if (served.contains(claim)) {
                    throw new DeniedException("the fuse of dataset \"" + claim
                            + "\" mounts the dataset itself, directly or by way of another; it can never start");
                }
                catalog.find(change.namespace(), claim, isAnyPhase()).ifPresent(found -> further.put(claim, found));
            }
            return List.copyOf(further.values());
        }

        private boolean isAnyPhase() {
            return Labels.TRUE.equals(change.annotation(Annotations.SKIP_PRECHECK));
        }

        private void mark() {
            change.setLabel(Labels.INJECTION_DONE, Labels.TRUE);
            change.setLabel(Labels.MANAGED_BY, Labels.MANAGED_BY_FLUID);
            if (all.stream().anyMatch(SidecarVolume::metrics)) {
                change.setAnnotation(Annotations.SCRAPE_FUSE_METRICS, Labels.TRUE);
            }
            for (SidecarVolume volume : all) {
                change.setLabel(
                        Labels.SIDECAR_DATASET_NAME_PREFIX + volume.container(),
                        volume.dataset().id().name());
                change.setLabel(
                        Labels.SIDECAR_DATASET_NAMESPACE_PREFIX + volume.container(),
                        volume.dataset().id().namespace());
            }
        }
    }
}
