package io.fluid.engine.jindo;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fluid.api.DatasetId;
import io.fluid.core.spi.CacheDescription;
import io.fluid.engine.jindo.JindoPlan.Section;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Renders a plan. */
final class JindoManifests {

    static final String SERVER_FILE = "jindocache.cfg";
    static final String CLIENT_FILE = "jindosdk.cfg";
    static final String CACHE_SETS_FILE = "cacheset.xml";

    private static final String ADDRESSES = "fs.jindocache.namespace.rpc.address";

    private final JindoPlan plan;
    private final PodParts parts;

    JindoManifests(JindoPlan plan) {
        this.plan = plan;
        this.parts = new PodParts(plan);
    }

    CacheDescription describe(DatasetId id) {
        List<HasMetadata> resources = new ArrayList<>(List.of(
                config(PodParts.CONFIG_VOLUME)
                        .addToData(SERVER_FILE, serverFile())
                        .addToData(CACHE_SETS_FILE, cacheSets())
                        .addToData(Scripts.MOUNTS, Scripts.text(Scripts.MOUNTS))
                        .build(),
                config("jindofs-client-config")
                        .addToData(CLIENT_FILE, clientFile())
                        .build()));
        for (int master = 0; master < plan.masters(); master++) {
            resources.add(service(plan.workload(Component.MASTER) + "-" + master));
        }
        return new CacheDescription(
                resources,
                plan.fuseOnly() ? null : new MasterManifests(plan, parts).statefulSet(masterContent()),
                plan.fuseOnly() ? null : new WorkerManifests(plan, parts).statefulSet(workerContent()),
                new FuseManifests(plan, parts).describe(id, serverSections(Section.COMMON) + clientFile()),
                plan.tierBytes(true),
                plan.tierBytes(false),
                plan.fuseOnly() ? null : "jindo://" + plan.masterAddresses());
    }

    private ConfigMapBuilder config(String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(plan.name() + "-" + name)
                .withNamespace(plan.namespace())
                .endMetadata();
    }

    private String serverFile() {
        return serverSections(Section.SERVERS, Section.MASTER, Section.WORKER, Section.COMMON, Section.CLIENT);
    }

    private String masterContent() {
        return serverSections(Section.SERVERS, Section.MASTER) + cacheSets() + Scripts.text(Scripts.MOUNTS);
    }

    private String workerContent() {
        return serverSections(Section.SERVERS, Section.WORKER);
    }

    /** {@code jindosdk.cfg}. */
    private String clientFile() {
        StringBuilder text = new StringBuilder();
        section(text, Section.COMMON);
        section(text, Section.SDK);
        return text.toString();
    }

    private String serverSections(Section... sections) {
        StringBuilder text = new StringBuilder();
        for (Section section : sections) {
            if (plan.sections().containsKey(section)) {
                section(text, section);
            }
        }
        return text.toString();
    }

    private void section(StringBuilder text, Section section) {
        text.append('[').append(section.title()).append("]\n");
        if (!plan.fuseOnly() && (section == Section.CLIENT || section == Section.SDK)) {
            text.append(ADDRESSES).append(" = ").append(plan.masterAddresses()).append('\n');
        }
        plan.section(section)
                .forEach((key, value) ->
                        text.append(key).append(" = ").append(value).append('\n'));
        text.append('\n');
    }

    private String cacheSets() {
        List<CacheSet> sets = new ArrayList<>();
        for (Storage storage : plan.storages()) {
            sets.add(CacheSet.of(storage, sets.size()));
        }
        return CacheSet.xml(sets);
    }

    private Service service(String pod) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(pod)
                .withNamespace(plan.namespace())
                .endMetadata()
                .withNewSpec()
                .withClusterIP("None")
                .addToSelector(parts.selector(Component.MASTER))
                .addToSelector("statefulset.kubernetes.io/pod-name", pod)
                // Masters look for one another before they are ready.
                .withPublishNotReadyAddresses(true)
                .withPorts(servicePorts())
                .endSpec()
                .build();
    }

    private List<ServicePort> servicePorts() {
        return Arrays.stream(Port.values())
                .filter(port ->
                        port.component() == Component.MASTER && plan.ports().containsKey(port))
                .map(port -> new ServicePortBuilder()
                        .withName(port.claim())
                        .withPort(plan.port(port))
                        .withNewTargetPort(plan.port(port))
                        .build())
                .toList();
    }
}
