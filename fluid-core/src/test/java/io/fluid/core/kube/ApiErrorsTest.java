package io.fluid.core.kube;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ApiErrorsTest {

    @ParameterizedTest
    @CsvSource({
        "400, bad, true",
        "403, denied, true",
        "422, invalid, true",
        "500, 'failed to create typed patch object (default/demo-master; apps/v1, Kind=StatefulSet): duplicate', true",
        "500, etcdserver: request timed out, false",
        "409, conflict, false",
        "429, too many requests, false"
    })
    void whatTheSameRequestWouldMeetAgainIsARefusal(int code, String message, boolean refusal) {
        KubernetesClientException e = new KubernetesClientException(
                message,
                code,
                new StatusBuilder().withCode(code).withMessage(message).build());

        assertThat(ApiErrors.isRefusal(e)).isEqualTo(refusal);
    }
}
