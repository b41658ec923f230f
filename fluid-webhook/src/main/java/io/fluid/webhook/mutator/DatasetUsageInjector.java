package io.fluid.webhook.mutator;

import io.fluid.api.Annotations;
import io.fluid.webhook.spi.MutatorSettings;
import io.fluid.webhook.spi.PodMutator;
import io.fluid.webhook.spi.PodMutatorProvider;

import java.util.TreeSet;

/** Notes on the pod which datasets it uses; a dataset in use is not deleted. */
public final class DatasetUsageInjector implements PodMutatorProvider {

    @Override
    public String name() {
        return "DatasetUsageInjector";
    }

    @Override
    public PodMutator create(MutatorSettings settings) {
        return change -> {
            TreeSet<String> used = new TreeSet<>();
            for (String known : change.annotation(Annotations.DATASETS_IN_USE).split(",")) {
                if (!known.isBlank()) {
                    used.add(known.strip());
                }
            }
            change.used().forEach(dataset -> used.add(dataset.name()));
            if (!used.isEmpty()) {
                change.setAnnotation(Annotations.DATASETS_IN_USE, String.join(",", used));
            }
            return PodMutator.Next.CONTINUE;
        };
    }
}
