package io.fluid.webhook;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the process is told from outside.
 *
 * @param port of HTTPS
 * @param metricsAddress of probes and metrics
 * @param profile file of the plugins profile
 * @param engines folder of engine jars, whose rules validate runtimes; need not exist
 * @param certificateCheck time between two looks at the certificate
 * @param environment environment variables
 * @param unknownOptions options that only upstream's process knows; accepted so that its manifests start ours
 */
record WebhookSettings(
        int port,
        String metricsAddress,
        Path profile,
        Path engines,
        Duration certificateCheck,
        Map<String, String> environment,
        List<String> unknownOptions) {

    private static final Duration CERTIFICATE_LIFE = Duration.ofDays(90);

    WebhookSettings {
        environment = Map.copyOf(environment);
        unknownOptions = List.copyOf(unknownOptions);
    }

    Duration certificateLife() {
        return CERTIFICATE_LIFE;
    }

    String namespace() {
        return environment.getOrDefault("MY_POD_NAMESPACE", "fluid-system");
    }

    String injectionMode() {
        return environment.getOrDefault("FUSE_SIDECAR_INJECTION_MODE", "auto");
    }

    boolean isDisabled() {
        return Boolean.parseBoolean(environment.getOrDefault("DISABLE_INJECTION", ""));
    }

    String platformLabel() {
        return environment.getOrDefault("KEY_SERVERLESS_PLATFORM", "");
    }
}
