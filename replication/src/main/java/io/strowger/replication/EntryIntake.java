// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.DatabaseState;
import io.strowger.replication.Message.EntryPart;
import org.agrona.DirectBuffer;

/**
 * Brings entries into the store in the order of their levels, from wherever they come: what is there already is dropped,
 * the next one is applied, later ones are held until their turn. A full disk is left alone for a while.
 */
final class EntryIntake {
    private final ReplicaConfig config;
    private final ReplicaStore store;
    private final ReplicaListener listener;
    private final ReplicationCounters counters;
    private final UpdateSteps steps;
    private final HeldEntries held;
    private final EntryAssembly streamed = new EntryAssembly();
    private final EntryAssembly loaded = new EntryAssembly();
    private final LevelWatch watch;
    private boolean isClosed;
    private boolean duringReload;
    private long storeNotBefore = LevelWatch.NEVER;

    EntryIntake(
            final ReplicaConfig config,
            final ReplicaStore store,
            final ReplicaListener listener,
            final ReplicationCounters counters,
            final LevelWatch watch) {
        this.config = config;
        this.store = store;
        this.listener = listener;
        this.counters = counters;
        this.watch = watch;
        steps = new UpdateSteps(store);
        held = new HeldEntries(config.limits().heldEntries(), config.limits().heldBytes());
    }

    /** Level of the last entry applied, committed or not. */
    long level() {
        return steps.level();
    }

    /** What a load has brought already of a level's entry. */
    int loadedLength(final long level) {
        return loaded.lengthOf(level);
    }

    boolean isPending() {
        return steps.isPending();
    }

    /** A reload begins: what comes is held. */
    void close() {
        steps.abandon();
        loaded.forget();
        isClosed = true;
        duringReload = true;
    }

    /** The round of a reload is done: entries are applied again, though the database is not coherent yet. */
    void openForRepair() {
        isClosed = false;
    }

    /** The reload is over. */
    void open() {
        duringReload = false;
        isClosed = false;
    }

    /** Another database or another leader is followed: what waits for its turn may not be what comes then. */
    void forgetHeld() {
        held.clear();
        streamed.forget();
        loaded.forget();
    }

    /** Takes a part from the stream. */
    void onStream(final EntryPart part, final long now) {
        take(part, streamed, now);
    }

    /** Takes a part from a load. */
    void onLoad(final EntryPart part, final long now) {
        take(part, loaded, now);
    }

    private void take(final EntryPart part, final EntryAssembly assembly, final long now) {
        if (!isClosed && part.level() <= steps.level()) {
            counters.increment(ReplicationCounter.DUPLICATES);
            return;
        }
        final DirectBuffer entry = assembly.add(part);
        if (entry == null) {
            return;
        }
        if (assembly.equals(loaded)) {
            counters.increment(ReplicationCounter.LEVELS_LOADED);
        }
        if (!isClosed && part.level() == steps.level() + 1 && apply(entry, now)) {
            applyHeld(now);
            return;
        }
        counters.increment(ReplicationCounter.HELD);
        held.hold(part.level(), entry);
        watch.gap(now);
    }

    /** Applies what was held and has its turn now. */
    void applyHeld(final long now) {
        DirectBuffer next = isClosed ? null : held.take(steps.level() + 1);
        while (next != null) {
            if (!apply(next, now)) {
                held.hold(steps.level() + 1, next);
                return;
            }
            next = held.take(steps.level() + 1);
        }
    }

    /** Applies the next entry; false when it is to be kept for later. */
    private boolean apply(final DirectBuffer entry, final long now) {
        if (isStoreFull(now)) {
            return false;
        }
        switch (steps.apply(entry, duringReload)) {
            case TRANSFERRED -> {
                watch.progressed();
                listener.onTransferred(steps.level(), entry);
                if (steps.isLarge()) {
                    commit(now);
                }
            }
            case NOT_COHERENT -> {
                return false;
            }
            case STORE_FULL -> {
                storeIsFull(now);
                return false;
            }
            case OTHER_BIRTH_DATE, NOT_NEXT, DAMAGED -> {
                counters.increment(ReplicationCounter.DAMAGED);
                watch.gap(now);
            }
        }
        return true;
    }

    /** Makes what was applied visible; true when something was. */
    boolean commit(final long now) {
        if (!steps.isPending()) {
            return false;
        }
        if (steps.commit() != StepOutcome.DONE) {
            storeIsFull(now);
            return false;
        }
        final DatabaseState state = store.state();
        watch.reached(state.level());
        if (state.coherent()) {
            listener.onCommitted(state);
        }
        return true;
    }

    /** The disk was found full: nothing is written for a while. */
    void storeIsFull(final long now) {
        counters.increment(ReplicationCounter.STORE_FULL);
        storeNotBefore = now + config.timing().storeRetry();
        watch.gap(now);
    }

    boolean isStoreFull(final long now) {
        return now < storeNotBefore;
    }
}
