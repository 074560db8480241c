// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * An agent of replication that is started anew when it has ended by itself, as it does after its process stood still for
 * half a minute (a suspended machine): Aeron takes it for dead then.
 */
final class LastingAgent<A extends AutoCloseable> implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("strowger.launcher");
    private static final List<String> METRICS = List.of("strowger_bus_", "strowger_replication_");

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Start<A> start;
    private final Function<A, @Nullable String> fault;
    private final CountersManager counters;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.STANDING);
    private volatile A agent;
    private String lastFailure = "";

    /** Who may change the agent: nobody, the thread that ticks, the one that closes. */
    private enum Phase {
        STANDING,
        STARTING,
        CLOSED
    }

    /** How it is started, each time with a driver of its own. */
    interface Start<A> {
        A start() throws CommandFailure;
    }

    /**
     * Starts it.
     *
     * @param fault why it ended by itself, null while it works
     */
    LastingAgent(Start<A> start, Function<A, @Nullable String> fault, CountersManager counters)
            throws CommandFailure {
        this.start = start;
        this.fault = fault;
        this.counters = counters;
        agent = start.start();
    }

    A agent() {
        return agent;
    }

    /** Starts it anew if it has ended; when that fails, with the next call again. Not once it is closed. */
    void tick() {
        if (fault.apply(agent) == null || !phase.compareAndSet(Phase.STANDING, Phase.STARTING)) {
            return;
        }
        try {
            agent.close();
            freeMetrics();
            agent = start.start();
            lastFailure = "";
            LOG.log(System.Logger.Level.INFO, "replication is started anew");
        } catch (Exception failure) {
            report(failure.toString());
        } finally {
            phase.set(Phase.STANDING);
        }
    }

    /** Tried again every second, but said once. */
    private void report(String failure) {
        if (!failure.equals(lastFailure)) {
            lastFailure = failure;
            LOG.log(System.Logger.Level.ERROR, "replication cannot be started anew: {0}", failure);
        }
    }

    /** Its metrics begin anew: there must not be two series of one name. */
    private void freeMetrics() {
        List<Integer> ended = new ArrayList<>();
        counters.forEach(
                (id, label) -> {
                    if (METRICS.stream().anyMatch(label::startsWith)) {
                        ended.add(id);
                    }
                });
        ended.forEach(counters::free);
    }

    /** Any thread. When it returns nothing runs any more: a start that is under way is waited for. */
    @Override
    public void close() {
        while (phase.get() != Phase.CLOSED && !phase.compareAndSet(Phase.STANDING, Phase.CLOSED)) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        try {
            agent.close();
        } catch (Exception failure) {
            LOG.log(System.Logger.Level.WARNING, "closing replication", failure);
        }
    }
}
