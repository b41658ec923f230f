package io.fluid.api.crd;

import io.fluid.api.v1alpha1.AlluxioRuntime;
import io.fluid.api.v1alpha1.CacheRuntime;
import io.fluid.api.v1alpha1.CacheRuntimeClass;
import io.fluid.api.v1alpha1.DataBackup;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.DataMigrate;
import io.fluid.api.v1alpha1.DataProcess;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.EFCRuntime;
import io.fluid.api.v1alpha1.FluidResource;
import io.fluid.api.v1alpha1.JindoRuntime;
import io.fluid.api.v1alpha1.JuiceFSRuntime;
import io.fluid.api.v1alpha1.ThinRuntime;
import io.fluid.api.v1alpha1.ThinRuntimeProfile;
import io.fluid.api.v1alpha1.VineyardRuntime;

import java.util.List;

/** All kinds of the resource model. */
final class Kinds {

    static final List<Class<? extends FluidResource<?, ?>>> ALL = List.of(
            Dataset.class,
            AlluxioRuntime.class,
            JindoRuntime.class,
            JuiceFSRuntime.class,
            EFCRuntime.class,
            ThinRuntime.class,
            ThinRuntimeProfile.class,
            VineyardRuntime.class,
            CacheRuntime.class,
            CacheRuntimeClass.class,
            DataLoad.class,
            DataMigrate.class,
            DataBackup.class,
            DataProcess.class);

    private Kinds() {}
}
