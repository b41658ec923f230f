package io.fluid.webhook;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Keeps the certificate in the Secret {@code fluid-webhook-certs}. */
final class SecretCertificateStore implements CertificateStore {

    private static final String NAME = "fluid-webhook-certs";

    private final KubernetesClient client;
    private final String namespace;

    SecretCertificateStore(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    @Override
    public Optional<Entry> read() {
        Secret secret = client.secrets().inNamespace(namespace).withName(NAME).get();
        if (secret == null) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        if (secret.getData() != null) {
            secret.getData()
                    .forEach((key, value) ->
                            values.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
        }
        return Optional.of(new Entry(values, secret.getMetadata().getResourceVersion()));
    }

    @Override
    public boolean create(Map<String, String> values) {
        return unlessConflict(() -> client.resource(secret(values).build()).create());
    }

    @Override
    public boolean replace(String version, Map<String, String> values) {
        return unlessConflict(() -> client.resource(secret(values)
                        .editMetadata()
                        .withResourceVersion(version)
                        .endMetadata()
                        .build())
                .update());
    }

    private SecretBuilder secret(Map<String, String> values) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withNamespace(namespace)
                .endMetadata()
                .withStringData(values);
    }

    private static boolean unlessConflict(Runnable write) {
        try {
            write.run();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return false;
            }
            throw e;
        }
    }
}
