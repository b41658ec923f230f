package io.fluid.e2e.bench;

/** What the API server asks the webhook. */
public final class Reviews {

    /** The commonest case: a pod that mounts the dataset {@code model}. */
    public static final String POD_WITH_ONE_DATASET = """
            {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"705ab4f5-6393-11e8",
            "kind":{"group":"","version":"v1","kind":"Pod"},"resource":{"group":"","version":"v1","resource":"pods"},
            "name":"app","namespace":"shop","operation":"CREATE","userInfo":{"username":"admin"},
            "object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"app","namespace":"shop",
            "labels":{"app":"inference","serverless.fluid.io/inject":"true"}},
            "spec":{"restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst",
            "containers":[{"name":"app","image":"inference:1","command":["serve","--model=/data"],
            "resources":{"limits":{"cpu":"1","memory":"1Gi"}},"env":[{"name":"PORT","value":"8080"}],
            "volumeMounts":[{"name":"data","mountPath":"/data"}],"imagePullPolicy":"IfNotPresent"}],
            "volumes":[{"name":"data","persistentVolumeClaim":{"claimName":"model"}}]}},
            "oldObject":null,"dryRun":false}}""";

    private Reviews() {}
}
