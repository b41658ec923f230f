package io.fluid.e2e.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.webhook.GeneratedPods;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever pod the API server takes, it takes after mutation as well, or its owner is told why not. */
@Tag("cluster")
class GeneratedPodsIT {

    private static final Map<String, Integer> OUTCOMES = new TreeMap<>();
    private static AdmissionCluster cluster;

    @BeforeContainer
    static void start() {
        cluster = AdmissionCluster.start(1);
    }

    @AfterContainer
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
        System.out.println("generated pods: " + OUTCOMES);
    }

    @Provide
    Arbitrary<ObjectNode> pods() {
        return Arbitraries.oneOf(
                        GeneratedPods.withLabel("serverless.fluid.io/inject", "true"),
                        GeneratedPods.withLabel("fuse.serverful.fluid.io/inject", "true"))
                .map(GeneratedPodsIT::withServiceAccount);
    }

    /** Where no admission plugin gives a pod one, its tokens have none to be of. */
    private static ObjectNode withServiceAccount(ObjectNode pod) {
        pod.withObject("/spec").put("serviceAccountName", "default");
        return pod;
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
    void aMutatedPodIsValidAndStaysAsItIs(@ForAll("pods") ObjectNode pod) {
        ObjectNode plain = pod.deepCopy();
        plain.withObject("/metadata/labels").put("fluid.io/enable-injection", "false");
        create(plain);

        GenericKubernetesResource mutated;
        try {
            mutated = create(pod);
        } catch (KubernetesClientException e) {
            assertThat(e.getStatus().getMessage()).contains("admission webhook", "denied the request");
            count("denied: " + e.getStatus().getMessage().replaceAll(".*denied the request: ([^:]*).*", "$1"));
            return;
        }
        Object spec = mutated.get("spec");
        mutated.getMetadata().setUid(null);
        mutated.getMetadata().setCreationTimestamp(null);
        mutated.getMetadata().setManagedFields(null);
        GenericKubernetesResource again = create(mutated);
        assertThat(again.<Object>get("spec")).isEqualTo(spec);
        assertThat(again.getMetadata().getLabels())
                .isEqualTo(mutated.getMetadata().getLabels());
        boolean isInjected = mutated.getMetadata().getLabels().containsKey("done.sidecar.fluid.io/inject");
        count(isInjected ? "injected" : "without sidecar");
    }

    private static void count(String outcome) {
        OUTCOMES.merge(outcome, 1, Integer::sum);
    }

    private static GenericKubernetesResource create(ObjectNode pod) {
        return create(Serialization.unmarshal(pod.toString(), GenericKubernetesResource.class));
    }

    private static GenericKubernetesResource create(GenericKubernetesResource pod) {
        return cluster.client()
                .resource(pod)
                .inNamespace(AdmissionCluster.NAMESPACE)
                .dryRun(true)
                .create();
    }
}
