package io.fluid.core.json;

import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BasicBeanDescription;
import com.fasterxml.jackson.databind.introspect.BasicClassIntrospector;
import io.fabric8.kubernetes.api.model.FlockerVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fluid.api.v1alpha1.JuiceFSRuntime;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

class LazyModelsTest {

    private static final String POD = """
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "reader", "labels": {"a": "b"}},
             "spec": {"containers": [{"name": "c", "resources": {"requests": {"cpu": "100m"}},
                                      "env": [{"name": "E", "value": null}],
                                      "readinessProbe": {"tcpSocket": {"port": "web"}}}],
                      "volumes": [{"name": "s", "secret": {"secretName": "key", "items": []}}],
                      "madeUpByAnotherVersion": {"x": [1]}},
             "status": null}
            """;

    private final Seen seen = new Seen();
    private final KubernetesSerialization plain = new KubernetesSerialization(new ObjectMapper(), false);
    private final KubernetesSerialization lazy = serialization(new ObjectMapper().registerModule(new LazyModels()));

    @Test
    void reads_what_jackson_reads() {
        Pod pod = lazy.unmarshal(POD, Pod.class);
        assertThat(pod).isEqualTo(plain.unmarshal(POD, Pod.class));
        assertThat(pod.getSpec().getContainers().get(0).getResources().getRequests())
                .containsEntry("cpu", new Quantity("100m"));
        assertThat(pod.getSpec().getAdditionalProperties()).containsKey("madeUpByAnotherVersion");
        assertThat(lazy.unmarshal(lazy.asJson(pod), Pod.class)).isEqualTo(pod);
        assertThat(lazy.<Pod>clone(pod)).isEqualTo(pod);
    }

    @Test
    void learns_of_a_class_when_its_first_object_arrives() {
        PodList none = lazy.unmarshal("{\"kind\": \"PodList\", \"apiVersion\": \"v1\", \"items\": []}", PodList.class);
        assertThat(none.getItems()).isEmpty();
        assertThat(seen.classes).doesNotContain(SecretVolumeSource.class, FlockerVolumeSource.class);
        PodList one = lazy.unmarshal(lazy.asJson(list(POD)), PodList.class);
        assertThat(one.getItems()).containsExactly(lazy.unmarshal(POD, Pod.class));
        assertThat(seen.classes).contains(SecretVolumeSource.class);
    }

    @Test
    void jackson_by_itself_learns_of_all() {
        KubernetesSerialization eager = serialization(new ObjectMapper());
        eager.unmarshal("{\"kind\": \"PodList\", \"apiVersion\": \"v1\", \"items\": []}", PodList.class);
        assertThat(seen.classes).contains(SecretVolumeSource.class, FlockerVolumeSource.class);
    }

    @Test
    void many_threads_may_be_the_first() {
        List<Pod> read = IntStream.range(0, 64)
                .parallel()
                .mapToObj(i -> lazy.unmarshal(POD, Pod.class))
                .toList();
        assertThat(read).containsOnly(lazy.unmarshal(POD, Pod.class));
    }

    @Test
    void a_value_that_does_not_fit_is_refused_with_the_same_words() {
        String odd = "{\"kind\": \"Pod\", \"metadata\": {\"name\": \"x\"}, \"spec\": {\"containers\": [1]}}";
        assertThat(refusal(lazy, odd)).contains("containers").isEqualTo(refusal(plain, odd));
    }

    @Test
    void so_are_the_runtimes_of_fluid() throws Exception {
        String runtime = """
                {"kind": "JuiceFSRuntime", "apiVersion": "data.fluid.io/v1alpha1", "metadata": {"name": "model"},
                 "spec": {"replicas": 2, "worker": {"resources": {"limits": {"memory": "1Gi"}}, "later": true},
                          "tieredstore": {"levels": [{"mediumtype": "MEM", "quota": "2Gi"}]}}}
                """;
        assertThat(Json.MAPPER.readValue(runtime, JuiceFSRuntime.class).getSpec())
                .isEqualTo(new ObjectMapper()
                        .readValue(runtime, JuiceFSRuntime.class)
                        .getSpec());
        String odd = runtime.replace("\"2Gi\"", "{}");
        assertThat(catchThrowable(() -> Json.MAPPER.readValue(odd, JuiceFSRuntime.class)))
                .hasMessageContaining("quota")
                .hasMessage(catchThrowable(() -> new ObjectMapper().readValue(odd, JuiceFSRuntime.class))
                        .getMessage());
    }

    private static String refusal(KubernetesSerialization serialization, String json) {
        return catchThrowable(() -> serialization.unmarshal(json, Pod.class))
                .getCause()
                .getMessage();
    }

    private PodList list(String pod) {
        return new PodListBuilder()
                .withItems(new PodBuilder(lazy.unmarshal(pod, Pod.class)).build())
                .build();
    }

    private KubernetesSerialization serialization(ObjectMapper mapper) {
        mapper.setConfig(mapper.getDeserializationConfig().with(seen));
        return new KubernetesSerialization(mapper, false);
    }

    /** Notes the classes that Jackson looks into for reading. */
    private static final class Seen extends BasicClassIntrospector {
        private final Set<Class<?>> classes = ConcurrentHashMap.newKeySet();

        @Override
        public BasicBeanDescription forDeserialization(
                DeserializationConfig config, JavaType type, MixInResolver mixIns) {
            classes.add(type.getRawClass());
            return super.forDeserialization(config, type, mixIns);
        }

        @Override
        public BasicClassIntrospector copy() {
            return this;
        }
    }
}
