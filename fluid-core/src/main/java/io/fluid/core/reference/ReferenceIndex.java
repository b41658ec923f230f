package io.fluid.core.reference;

import io.fluid.core.kube.ObjectKey;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which Datasets refer to which, so that a change of one wakes those and nobody has to look through all. Filled by the
 * reconciler before it reads what it refers to; after a restart every Dataset is reconciled, so it is complete again.
 */
final class ReferenceIndex {

    private final Map<ObjectKey, ObjectKey> targets = new HashMap<>();
    private final Map<ObjectKey, Set<ObjectKey>> references = new HashMap<>();

    synchronized void note(ObjectKey reference, ObjectKey target) {
        if (!target.equals(targets.get(reference))) {
            forget(reference);
            targets.put(reference, target);
            references.computeIfAbsent(target, key -> new HashSet<>()).add(reference);
        }
    }

    synchronized void forget(ObjectKey reference) {
        ObjectKey target = targets.remove(reference);
        Set<ObjectKey> known = target == null ? null : references.get(target);
        if (known != null) {
            known.remove(reference);
            if (known.isEmpty()) {
                references.remove(target);
            }
        }
    }

    synchronized Set<ObjectKey> of(ObjectKey target) {
        return Set.copyOf(references.getOrDefault(target, Set.of()));
    }
}
