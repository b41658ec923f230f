package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fluid.core.engine.LoadedEngine;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.Problem;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What is wrong with a request: what no engine could serve, then what this engine cannot. */
public final class RequestRules {

    private static final Pattern DNS_LABEL = Pattern.compile("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final int LABEL_LENGTH = 63;
    // Its pods carry its name, a hyphen and a hash of ten characters in a label.
    private static final int STATEFUL_SET_LENGTH = LABEL_LENGTH - 11;
    private static final int OTHER_LENGTH = 253;

    private final LoadedEngine engine;
    private final DatasetRules rules;
    private final String kind;

    /**
     * @param rules what holds for the Dataset, whatever the engine
     */
    public RequestRules(LoadedEngine engine, DatasetRules rules) {
        this.engine = engine;
        this.rules = rules;
        this.kind = engine.descriptor().runtimeKind();
    }

    /** Everything that is wrong; empty when the engine may describe the cache. */
    public List<Problem> problems(CacheRequest request) {
        List<Problem> problems = new ArrayList<>();
        if (!DNS_LABEL.matcher(request.name()).matches()) {
            problems.add(new Problem(
                    kind + ".metadata.name",
                    request.name(),
                    "a DNS-1035 label: at most 63 of a-z, 0-9 and -, beginning with a letter"));
        }
        problems.addAll(rules.problems(request.dataset()));
        problems.addAll(Volumes.problems(request));
        if (problems.isEmpty()) {
            try {
                problems.addAll(engine.engine().validate(request));
            } catch (IllegalArgumentException e) {
                problems.add(new Problem(kind + ".spec", String.valueOf(e.getMessage()), "fields of the right type"));
            }
        }
        return problems;
    }

    /** What is wrong with the names that the engine makes of the runtime's: with a long one, pods could not be made. */
    List<Problem> problemsOfNames(CacheRequest request, List<HasMetadata> described) {
        int over = described.stream()
                .mapToInt(object -> object.getMetadata().getName().length() - longest(object))
                .max()
                .orElse(0);
        return over <= 0
                ? List.of()
                : List.of(new Problem(
                        kind + ".metadata.name",
                        request.name(),
                        "at most " + (request.name().length() - over) + " characters, because the names of a " + kind
                                + "'s objects are longer than its own"));
    }

    private static int longest(HasMetadata object) {
        if (object instanceof StatefulSet) {
            return STATEFUL_SET_LENGTH;
        }
        return object instanceof Service || object instanceof DaemonSet ? LABEL_LENGTH : OTHER_LENGTH;
    }
}
