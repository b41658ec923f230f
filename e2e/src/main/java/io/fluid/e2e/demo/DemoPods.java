package io.fluid.e2e.demo;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fluid.api.Labels;

/** The pods of the demo: the store, who fills it, and two kinds of readers. */
final class DemoPods {

    static final String STORE = "store";
    static final String SECRET = "store-credentials";
    static final String DATASET = "model";
    static final String ROLE = "demo.fluid.io/role";

    private static final String TOOLS_IMAGE = "fluidcloudnative/tools:dev";
    private static final String STORE_IMAGE = "fluidcloudnative/s3-server:dev";
    private static final int PORT = 7070;
    private static final String URL = "http://store:7070/models";
    private static final String CURL = "curl --fail --silent --show-error --retry 3 --aws-sigv4 aws:amz:us-east-1:s3"
            + " --user \"$ACCESS_KEY:$SECRET_KEY\" --header x-amz-content-sha256:UNSIGNED-PAYLOAD ";
    // The same bytes on every machine.
    private static final String GENERATE = "perl -e 'srand(20261124); $n = $ENV{MODEL_BYTES}; while ($n > 0) {"
            + " $b = pack(\"L*\", map { int(rand(4294967296)) } 1..65536); $b = substr($b, 0, $n) if length($b) > $n;"
            + " print $b; $n -= length($b) }' > /model/model.bin";
    private static final String VERIFY =
            "echo \"$CHECKSUM  $1\" | sha256sum -c - && touch /tmp/ready && sleep infinity";

    private DemoPods() {}

    static Service storeService() {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(STORE)
                .endMetadata()
                .withNewSpec()
                .addToSelector("app", STORE)
                .addNewPort()
                .withPort(PORT)
                .withTargetPort(new IntOrString(PORT))
                .endPort()
                .endSpec()
                .build();
    }

    static Pod store() {
        return new PodBuilder()
                .withNewMetadata()
                .withName(STORE)
                .addToLabels("app", STORE)
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds(1L)
                .withAutomountServiceAccountToken(false)
                .addNewVolume()
                .withName("data")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume()
                .addNewContainer()
                .withName("s3")
                .withImage(STORE_IMAGE)
                .withEnv(secret("ROOT_ACCESS_KEY", "access-key"), secret("ROOT_SECRET_KEY", "secret-key"))
                .withNewReadinessProbe()
                .withNewTcpSocket()
                .withPort(new IntOrString(PORT))
                .endTcpSocket()
                .withPeriodSeconds(1)
                .endReadinessProbe()
                .addNewVolumeMount()
                .withName("data")
                .withMountPath("/data")
                .endVolumeMount()
                .endContainer()
                .endSpec()
                .build();
    }

    /** Makes the model, puts it into the store over S3, and prints its checksum. */
    static Pod uploader(long bytes) {
        return application(
                        "uploader",
                        "set -e; " + GENERATE + "; " + CURL + "--request PUT " + URL + "; " + CURL
                                + "--upload-file /model/model.bin " + URL + "/model.bin; sha256sum /model/model.bin")
                .editSpec()
                .withRestartPolicy("Never")
                .editFirstContainer()
                .addToEnv(plain("MODEL_BYTES", Long.toString(bytes)))
                .addToEnv(secret("ACCESS_KEY", "access-key"), secret("SECRET_KEY", "secret-key"))
                .endContainer()
                .endSpec()
                .build();
    }

    /** Pulls the model straight from the store; ready when it is there and right. */
    static Pod directReader(int index, String checksum) {
        return application(
                        "direct-" + index,
                        CURL + "--output /model/model.bin " + URL + "/model.bin && set -- /model/model.bin && "
                                + VERIFY)
                .editMetadata()
                .addToLabels(ROLE, "direct")
                .endMetadata()
                .editSpec()
                .editFirstContainer()
                .addToEnv(plain("CHECKSUM", checksum))
                .addToEnv(secret("ACCESS_KEY", "access-key"), secret("SECRET_KEY", "secret-key"))
                .withReadinessProbe(modelIsThere())
                .endContainer()
                .endSpec()
                .build();
    }

    /** Reads the model through the Dataset's claim; ready when all of it was read and right. */
    static Pod cachedReader(int index, String checksum) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("cached-" + index)
                .addToLabels(ROLE, "cached")
                .addToLabels(Labels.INJECT_SIDECAR, Labels.TRUE)
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds(2L)
                .withAutomountServiceAccountToken(false)
                .addNewVolume()
                .withName("model")
                .withNewPersistentVolumeClaim()
                .withClaimName(DATASET)
                .endPersistentVolumeClaim()
                .endVolume()
                .addNewContainer()
                .withName("app")
                .withImage(TOOLS_IMAGE)
                .withCommand("sh", "-c", "set -- /model/model.bin && " + VERIFY)
                .withEnv(plain("CHECKSUM", checksum))
                .withReadinessProbe(modelIsThere())
                .addNewVolumeMount()
                .withName("model")
                .withMountPath("/model")
                .endVolumeMount()
                .endContainer()
                .endSpec()
                .build();
    }

    private static PodBuilder application(String name, String script) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds(1L)
                .withAutomountServiceAccountToken(false)
                .addNewVolume()
                .withName("model")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume()
                .addNewContainer()
                .withName("app")
                .withImage(TOOLS_IMAGE)
                .withCommand("sh", "-c", script)
                .addNewVolumeMount()
                .withName("model")
                .withMountPath("/model")
                .endVolumeMount()
                .endContainer()
                .endSpec();
    }

    private static Probe modelIsThere() {
        return new ProbeBuilder()
                .withNewExec()
                .withCommand("test", "-f", "/tmp/ready")
                .endExec()
                .withPeriodSeconds(1)
                .build();
    }

    private static EnvVar plain(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    private static EnvVar secret(String name, String key) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewSecretKeyRef(key, SECRET, false)
                .endValueFrom()
                .build();
    }
}
