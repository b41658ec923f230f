package io.fluid.webhook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Tells the API server which authorities to trust, and again whenever somebody else changed that. What is right is asked
 * of the Secret that all replicas share, so that they never work against each other.
 *
 * @param <T> kind of the configuration
 */
final class Registration<T extends HasMetadata> implements ResourceEventHandler<T>, AutoCloseable {

    static final String PODS = "fluid-pod-admission-webhook";
    static final String RESOURCES = "fluid-validation-webhook";

    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

    private final String name;
    private final Resource<T> resource;
    private final Function<T, List<Hook>> hooks;
    private final Supplier<String> authorities;
    private final SharedIndexInformer<T> informer;
    private volatile String trusted = "";
    private boolean isMissed;

    private record Hook(String name, WebhookClientConfig client) {}

    private Registration(
            String name, Resource<T> resource, Function<T, List<Hook>> hooks, Supplier<String> authorities) {
        this.name = name;
        this.resource = resource;
        this.hooks = hooks;
        this.authorities = authorities;
        this.informer = resource.runnableInformer(0);
    }

    /**
     * That of the pods' admission.
     *
     * @param authorities what all replicas agree on, as PEM
     */
    static Registration<MutatingWebhookConfiguration> ofPods(KubernetesClient client, Supplier<String> authorities) {
        return new Registration<>(
                PODS,
                client.admissionRegistration()
                        .v1()
                        .mutatingWebhookConfigurations()
                        .withName(PODS),
                live -> live.getWebhooks().stream()
                        .map(hook -> new Hook(hook.getName(), hook.getClientConfig()))
                        .toList(),
                authorities);
    }

    /**
     * That of the validation of our own kinds.
     *
     * @param authorities what all replicas agree on, as PEM
     */
    static Registration<ValidatingWebhookConfiguration> ofResources(
            KubernetesClient client, Supplier<String> authorities) {
        return new Registration<>(
                RESOURCES,
                client.admissionRegistration()
                        .v1()
                        .validatingWebhookConfigurations()
                        .withName(RESOURCES),
                live -> live.getWebhooks().stream()
                        .map(hook -> new Hook(hook.getName(), hook.getClientConfig()))
                        .toList(),
                authorities);
    }

    void start() {
        informer.addEventHandler(this);
        informer.start();
    }

    /** Has these authorities trusted, now and after any change by others. */
    synchronized void trust(String authorities) {
        trusted = encoded(authorities);
        T live = resource.get();
        if (live == null && !isMissed) {
            LOG.warn("the registration {} with the API server does not exist", name);
        }
        isMissed = live == null;
        if (live != null) {
            reconcile(live);
        }
    }

    private static String encoded(String authorities) {
        return Base64.getEncoder().encodeToString(authorities.getBytes(StandardCharsets.US_ASCII));
    }

    private void reconcile(T live) {
        ArrayNode patch = JsonNodeFactory.instance.arrayNode();
        List<Hook> all = hooks.apply(live);
        for (int i = 0; i < all.size(); i++) {
            if (!trusted.equals(all.get(i).client().getCaBundle())) {
                String path = "/webhooks/" + i;
                patch.addObject()
                        .put("op", "test")
                        .put("path", path + "/name")
                        .put("value", all.get(i).name());
                patch.addObject()
                        .put("op", "add")
                        .put("path", path + "/clientConfig/caBundle")
                        .put("value", trusted);
            }
        }
        if (!patch.isEmpty()) {
            resource.patch(PatchContext.of(PatchType.JSON), patch.toString());
            LOG.info(
                    "registered the certificate authority in {} {}",
                    live.getKind(),
                    live.getMetadata().getName());
        }
    }

    private void changed(T live) {
        boolean isRight = hooks.apply(live).stream()
                .allMatch(hook -> trusted.equals(hook.client().getCaBundle()));
        if (trusted.isEmpty() || isRight) {
            return;
        }
        try {
            // Another replica may have renewed the certificate.
            trusted = encoded(authorities.get());
            reconcile(live);
        } catch (RuntimeException e) {
            // The periodic check tries again.
            LOG.warn("cannot register the certificate authority: {}", e.getMessage());
        }
    }

    @Override
    public void onAdd(T added) {
        changed(added);
    }

    @Override
    public void onUpdate(T before, T after) {
        changed(after);
    }

    @Override
    public void onDelete(T gone, boolean stateUnknown) {
        LOG.warn("{} {} was deleted", gone.getKind(), gone.getMetadata().getName());
    }

    @Override
    public void close() {
        informer.stop();
    }
}
