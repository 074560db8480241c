// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.strowger.location.store.LocationStore;
import org.jspecify.annotations.Nullable;

/**
 * Takes a snapshot when the log has grown enough, then trims the log. Location thread only.
 *
 * <p>The snapshot is small, but it promises that the database is on the disk. A large database may take seconds to get
 * there, so a thread beside this one does most of it first, and no registration waits. The member that leads asks for
 * it; all take it at the same place in the log, and each trims its own.
 */
final class SnapshotRoutine {
    /** Growth that is not worth a snapshot when stopping: replaying it is as quick. */
    private static final long WORTHWHILE_BYTES = 256 << 10;

    private enum Step {
        WAIT,
        SYNC,
        SNAPSHOT
    }

    private final LocationStore store;
    private final LocationServerCounters counters;
    private final FaultLog faults;
    private final long logBytes;
    private Step step = Step.WAIT;
    private @Nullable Thread sync;
    private long countBefore;
    private boolean synced;

    SnapshotRoutine(
            final LocationStore store,
            final LocationServerCounters counters,
            final FaultLog faults,
            final long logBytes) {
        this.store = store;
        this.counters = counters;
        this.faults = faults;
        this.logBytes = logBytes;
    }

    /** Advances by a step when there is one to take. */
    int doWork(final LocationServerMember member, final boolean leads, final long nowNanos) {
        return switch (step) {
            case WAIT -> leads ? lead() : follow(member, nowNanos);
            case SYNC -> sync != null && sync.isAlive() ? 0 : beginSnapshot(member);
            case SNAPSHOT -> member.snapshotCount() > countBefore ? trim(member, nowNanos) : 0;
        };
    }

    private int lead() {
        return growth() >= logBytes ? beginSync() : 0;
    }

    /** Only prepares for the snapshot that the leader will ask for, and trims after it. */
    private int follow(final LocationServerMember member, final long nowNanos) {
        if (member.snapshotCount() > countBefore) {
            return trim(member, nowNanos);
        }
        if (!synced && growth() >= logBytes / 8 * 7) {
            synced = true;
            sync = startSync();
            return 1;
        }
        return 0;
    }

    /** Whether a snapshot before stopping would save the next start noticeable time. */
    boolean worthwhile() {
        return growth() >= WORTHWHILE_BYTES;
    }

    /** Goes on to the snapshot without syncing beside: nobody waits any more. */
    void hurry(final LocationServerMember member) {
        if (step != Step.SNAPSHOT) {
            beginSnapshot(member);
        }
    }

    boolean idle() {
        return step == Step.WAIT;
    }

    private long growth() {
        return counters.logPosition.get() - Math.max(0, counters.snapshotPosition.get());
    }

    private int beginSync() {
        sync = startSync();
        step = Step.SYNC;
        return 1;
    }

    private Thread startSync() {
        return Thread.ofPlatform().daemon().name("location-sync").start(store::sync);
    }

    private int beginSnapshot(final LocationServerMember member) {
        sync = null;
        countBefore = member.snapshotCount();
        if (!member.requestSnapshot()) {
            return 0;
        }
        step = Step.SNAPSHOT;
        return 1;
    }

    private int trim(final LocationServerMember member, final long nowNanos) {
        step = Step.WAIT;
        synced = false;
        countBefore = member.snapshotCount();
        try {
            member.trimLog();
        } catch (final RuntimeException failure) {
            faults.report(
                    "the location log was not trimmed; it will be after the next snapshot",
                    failure,
                    nowNanos);
        }
        return 1;
    }
}
