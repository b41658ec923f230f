package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import io.fluid.api.schema.Constraint;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** What CacheRuntimes of one engine have in common. Cluster scoped; its fields are at the top level, without a spec. */
@Group(FluidResource.GROUP)
@Version(FluidResource.VERSION)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class CacheRuntimeClass extends FluidResource<Void, Void> {

    @Constraint(required = true)
    private String fileSystemType = "";

    private @Nullable CacheTopology topology;
    private @Nullable CacheExtraResources extraResources;
    private List<CacheDataOperationSpec> dataOperationSpecs = List.of();

    /** File system type as the kernel shows it, such as {@code fuse.curvinefs}. */
    public String getFileSystemType() {
        return fileSystemType;
    }

    public void setFileSystemType(@Nullable String fileSystemType) {
        this.fileSystemType = Values.text(fileSystemType);
    }

    /** Components of the engine. */
    public @Nullable CacheTopology getTopology() {
        return topology;
    }

    public void setTopology(@Nullable CacheTopology topology) {
        this.topology = topology;
    }

    /** ConfigMaps that the class brings along. */
    public @Nullable CacheExtraResources getExtraResources() {
        return extraResources;
    }

    public void setExtraResources(@Nullable CacheExtraResources extraResources) {
        this.extraResources = extraResources;
    }

    /** How data operations run with the engine. */
    public List<CacheDataOperationSpec> getDataOperationSpecs() {
        return dataOperationSpecs;
    }

    public void setDataOperationSpecs(@Nullable List<CacheDataOperationSpec> dataOperationSpecs) {
        this.dataOperationSpecs = Values.list(dataOperationSpecs);
    }
}
