package io.fluid.testkit;

/**
 * What an engine may or may not do. {@link CacheEngineContractTest} takes it for granted that an engine has every
 * behaviour; what it lacks, it says with {@link EngineContract#without}. For each behaviour the test asserts either that
 * it works, or that it is absent in the way stated here. Silence is no answer: a field that an engine cannot serve is
 * refused, never ignored.
 */
public enum EngineBehavior {
    /** A metadata service of its own. Without: {@code CacheDescription.master} is null. */
    MASTER("", "none"),
    /** Cache servers of their own. Without: {@code CacheDescription.worker} is null. */
    WORKERS("", "none"),
    /** The sample listens on ports of the host, which {@code ports} claims. Without: nothing is ever claimed. */
    HOST_PORTS("", "none"),
    /** Warms its cache. Without: the engine is no {@link io.fluid.core.spi.LoadsData}, and a DataLoad fails. */
    LOADS_DATA("", "a DataLoad fails, reason DataOperationNotSupport"),
    /** Copies data. Without: the engine is no {@link io.fluid.core.spi.MigratesData}, and a DataMigrate fails. */
    MIGRATES_DATA("", "a DataMigrate fails, reason DataOperationNotSupport"),
    /** Saves metadata. Without: the engine is no {@link io.fluid.core.spi.BacksUpMetadata}, and a DataBackup fails. */
    BACKS_UP_METADATA("", "a DataBackup fails, reason DataOperationNotSupport"),
    /** Counts the under-storage. Without: the engine is no {@link io.fluid.core.spi.MeasuresStorage}. */
    MEASURES_STORAGE("", "`ufsTotal` and `fileNum` stay empty"),
    /**
     * Removes cached data before its pods go. Without: the engine is neither {@link io.fluid.core.spi.CleansCache} nor
     * {@link io.fluid.core.spi.CleansNodes}.
     */
    CLEANS_CACHE("", "what lies on the nodes stays there"),
    /** Tells when changed mounts are served. Without: the engine is no {@link io.fluid.core.spi.UpdatesMounts}. */
    UPDATES_MOUNTS("", "changed mounts count as served when the workloads are ready"),
    /** Serves more than one mount. Without: a second one is refused at {@code Dataset.spec.mounts}. */
    SEVERAL_MOUNTS("Dataset.spec.mounts"),
    /** Serves {@code pvc://claim} and {@code local:///folder}. Without: refused at {@code ….mounts[0].mountPoint}. */
    NATIVE_MOUNTS("Dataset.spec.mounts[0].mountPoint"),
    /** Passes {@code mounts[].options} on. Without: refused at {@code Dataset.spec.mounts[0].options}. */
    MOUNT_OPTIONS("Dataset.spec.mounts[0].options"),
    /** Passes {@code sharedOptions} on. Without: refused at {@code Dataset.spec.sharedOptions}. */
    SHARED_OPTIONS("Dataset.spec.sharedOptions"),
    /** Gives secrets to the cache. Without: refused at {@code Dataset.spec.mounts[0].encryptOptions}. */
    ENCRYPT_OPTIONS("Dataset.spec.mounts[0].encryptOptions"),
    /** The same for all mounts. Without: refused at {@code Dataset.spec.sharedEncryptOptions}. */
    SHARED_ENCRYPT_OPTIONS("Dataset.spec.sharedEncryptOptions"),
    /** Obeys {@code tieredstore} of the runtime. Without: refused at {@code <kind>.spec.tieredstore}. */
    TIERED_STORE("spec.tieredstore");

    private final String refusedField;
    private final String absence;

    EngineBehavior(String refusedField) {
        this(refusedField, "");
    }

    EngineBehavior(String refusedField, String absence) {
        this.refusedField = refusedField;
        this.absence = absence;
    }

    /** Part of the field that a refusal names; empty when the behaviour is not asked for by a field. */
    public String refusedField() {
        return refusedField;
    }

    /** What users see of an engine that lacks the behaviour; empty where a refusal tells it. */
    public String absence() {
        return absence;
    }
}
