package io.fluid.core.status;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class PodTroubleTest {

    private static final Instant STARTED = Instant.parse("2026-01-01T10:00:00Z");
    private static final String WAITING = """
            metadata: {name: model-master-0}
            spec:
              volumes:
                - {name: a, secret: {secretName: keys, items: [{key: access, path: a}, {key: hidden, path: b}]}}
                - {name: b, secret: {secretName: whole}}
                - {name: c, secret: {secretName: never-mind, optional: true}}
                - {name: d, configMap: {name: settings}}
                - {name: e, persistentVolumeClaim: {claimName: backups}}
                - {name: f, projected: {sources: [{secret: {name: token}}, {configMap: {name: roots}}]}}
                - {name: g, emptyDir: {}}
                - {name: h, hostPath: {path: /mnt/data, type: Directory}}
                - {name: i, hostPath: {path: /mnt/made, type: DirectoryOrCreate}}
                - {name: j, hostPath: {path: /mnt/any}}
            status:
              conditions:
                - {type: PodScheduled, status: "True", lastTransitionTime: "2026-01-01T10:00:00Z"}
                - {type: PodReadyToStartContainers, status: "False", lastTransitionTime: "2026-01-01T10:00:00Z"}
              containerStatuses:
                - {name: master, ready: false, state: {waiting: {reason: ContainerCreating}}}
            """;

    @Test
    void a_pod_whose_volumes_do_not_come_tells_after_a_while_what_they_are_made_of() {
        Pod pod = pod(WAITING);

        assertThat(PodTrouble.of(List.of(pod), STARTED.plusSeconds(30))).isEmpty();
        assertThat(PodTrouble.of(List.of(pod), STARTED.plusSeconds(31)))
                .hasValue("pod model-master-0: has waited for its volumes for more than 30s; is all of this there: "
                        + "/mnt/data on the node, ConfigMap roots, ConfigMap settings, PersistentVolumeClaim backups, "
                        + "Secret keys (key access), Secret keys (key hidden), Secret token, Secret whole? "
                        + "kubectl describe pod tells more");
        assertThat(PodTrouble.isAnyStarting(List.of(pod))).isTrue();
    }

    @Test
    void a_pod_that_pulls_its_image_or_runs_is_not_waiting_for_volumes() {
        Pod pulling = pod(WAITING.replace("status: \"False\"", "status: \"True\""));

        assertThat(PodTrouble.of(List.of(pulling), STARTED.plusSeconds(3600))).isEmpty();
        assertThat(PodTrouble.isAnyStarting(List.of(pulling))).isFalse();
    }

    @Test
    void a_missing_key_of_a_variable_is_told_at_once() {
        Pod pod = pod("""
                metadata: {name: model-worker-0}
                spec: {}
                status:
                  containerStatuses:
                    - name: worker
                      ready: false
                      state:
                        waiting:
                          reason: CreateContainerConfigError
                          message: couldn't find key access in Secret team/keys
                """);

        assertThat(PodTrouble.of(List.of(pod), STARTED))
                .hasValue("pod model-worker-0: container worker waits, CreateContainerConfigError: "
                        + "couldn't find key access in Secret team/keys");
    }

    private static Pod pod(String yaml) {
        return Serialization.unmarshal("apiVersion: v1\nkind: Pod\n" + yaml, Pod.class);
    }
}
