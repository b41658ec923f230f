package io.fluid.core.launcher;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Knows when our lease was renewed last. An election only notices that it cannot renew between two requests; one that
 * hangs would let us work on while somebody else leads already.
 */
final class LeaseGuard implements Lock {

    private final Lock lock;
    private final Duration longest;
    private final LongSupplier nanoClock;
    private boolean held;
    private long asked;
    private long renewed;

    /**
     * @param longest how long a renewal counts; less than the lease itself
     */
    LeaseGuard(Lock lock, Duration longest, LongSupplier nanoClock) {
        this.lock = lock;
        this.longest = longest;
        this.nanoClock = nanoClock;
    }

    /** Whether we held the lease and may not count on it any more. */
    synchronized boolean hasRunOut() {
        return held && nanoClock.getAsLong() - renewed > longest.toNanos();
    }

    /** Each attempt begins with it; the time that a renewal writes is of this moment. */
    @Override
    public @Nullable LeaderElectionRecord get(KubernetesClient client) {
        synchronized (this) {
            asked = nanoClock.getAsLong();
        }
        return lock.get(client);
    }

    @Override
    public void create(KubernetesClient client, LeaderElectionRecord written) {
        lock.create(client, written);
        note(written);
    }

    @Override
    public void update(KubernetesClient client, LeaderElectionRecord written) {
        lock.update(client, written);
        note(written);
    }

    private synchronized void note(LeaderElectionRecord written) {
        held = identity().equals(written.getHolderIdentity());
        renewed = asked;
    }

    @Override
    public String identity() {
        return lock.identity();
    }

    @Override
    public String describe() {
        return lock.describe();
    }
}
