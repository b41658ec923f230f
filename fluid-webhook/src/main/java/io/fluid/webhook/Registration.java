package io.fluid.webhook;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Tells the API server which authorities to trust, and again whenever somebody else changed that. */
final class Registration implements ResourceEventHandler<MutatingWebhookConfiguration>, AutoCloseable {

    static final String NAME = "fluid-pod-admission-webhook";

    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

    private final KubernetesClient client;
    private final SharedIndexInformer<MutatingWebhookConfiguration> informer;
    private volatile String trusted = "";

    Registration(KubernetesClient client) {
        this.client = client;
        this.informer = client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(NAME)
                .runnableInformer(0);
    }

    void start() {
        informer.addEventHandler(this);
        informer.start();
    }

    /** Has these authorities trusted, now and after any change by others. */
    void trust(String authorities) {
        trusted = Base64.getEncoder().encodeToString(authorities.getBytes(StandardCharsets.US_ASCII));
        MutatingWebhookConfiguration live = client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(NAME)
                .get();
        if (live == null) {
            LOG.warn("MutatingWebhookConfiguration {} does not exist yet", NAME);
        } else {
            reconcile(live);
        }
    }

    private void reconcile(MutatingWebhookConfiguration live) {
        StringBuilder patch = new StringBuilder();
        for (int i = 0; i < live.getWebhooks().size(); i++) {
            MutatingWebhook webhook = live.getWebhooks().get(i);
            if (!trusted.equals(webhook.getClientConfig().getCaBundle())) {
                patch.append(patch.isEmpty() ? "" : ",")
                        .append("{\"op\":\"add\",\"path\":\"/webhooks/")
                        .append(i)
                        .append("/clientConfig/caBundle\",\"value\":\"")
                        .append(trusted)
                        .append("\"}");
            }
        }
        if (!patch.isEmpty()) {
            client.admissionRegistration()
                    .v1()
                    .mutatingWebhookConfigurations()
                    .withName(NAME)
                    .patch(PatchContext.of(PatchType.JSON), "[" + patch + "]");
            LOG.info("registered the certificate authority with the API server");
        }
    }

    private void changed(MutatingWebhookConfiguration live) {
        if (trusted.isEmpty()) {
            return;
        }
        try {
            reconcile(live);
        } catch (RuntimeException e) {
            // The periodic check tries again.
            LOG.warn("cannot register the certificate authority: {}", e.getMessage());
        }
    }

    @Override
    public void onAdd(MutatingWebhookConfiguration added) {
        changed(added);
    }

    @Override
    public void onUpdate(MutatingWebhookConfiguration before, MutatingWebhookConfiguration after) {
        changed(after);
    }

    @Override
    public void onDelete(MutatingWebhookConfiguration gone, boolean stateUnknown) {
        LOG.warn("MutatingWebhookConfiguration {} was deleted", NAME);
    }

    @Override
    public void close() {
        informer.stop();
    }
}
