// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.RecordPosition;
import io.strowger.replication.Message.LastLoad;
import io.strowger.replication.Message.RecordChunk;

/**
 * One continuous reload of a replica. First the round: ranges of records come, each as it was at the level it was read
 * at, until all are covered. Then the repair: the entries above the lowest of those levels are applied in order until
 * the highest is reached, and everything is as it was at one level (see {@link ReplicaStore} for why).
 */
final class ContinuousReloading {
    private final ReplicaStore store;
    private final LastLoad reason;
    private final long birthDate;
    private final long floor;
    private final RecordCoverage coverage;
    private long lowest = Long.MAX_VALUE;
    private long highest;
    private boolean begun;
    private boolean roundDone;
    private long sequence = -1;
    private int chunksSinceAcknowledged;

    /**
     * A reload that has not begun yet.
     *
     * @param floor level that must be reached at least: the one that the leader announced
     */
    ContinuousReloading(
            final ReplicaStore store,
            final LastLoad reason,
            final long birthDate,
            final long floor,
            final int mostRanges) {
        this.store = store;
        this.reason = reason;
        this.birthDate = birthDate;
        this.floor = floor;
        coverage = new RecordCoverage(mostRanges);
    }

    LastLoad reason() {
        return reason;
    }

    long birthDate() {
        return birthDate;
    }

    /** The level that must be reached at least. */
    long floor() {
        return floor;
    }

    /** The highest level at which a range was read. */
    long highest() {
        return highest;
    }

    /** Whether all records are covered and entries are applied now. */
    boolean isRepairing() {
        return roundDone;
    }

    /** All records up to here have come. */
    RecordPosition lackingAfter() {
        final RecordPosition first = coverage.nextLacking(RecordPosition.START);
        return first == null ? RecordPosition.START : first;
    }

    /** All records after this place have come, or none at the end. */
    RecordPosition lackingTo() {
        final RecordPosition last = coverage.lastLacking();
        return last.equals(RecordPosition.START) ? RecordPosition.END : last;
    }

    /** Whether the store knows of the reload. */
    boolean hasBegun() {
        return begun;
    }

    StepOutcome begin() {
        final StepOutcome outcome = store.beginReload(birthDate);
        begun = outcome == StepOutcome.DONE;
        return outcome;
    }

    /** Takes a chunk; the last one that was missing ends the round. */
    StepOutcome onChunk(final RecordChunk chunk) {
        final RecordRange range = chunk.records();
        final StepOutcome outcome = store.replaceRange(range.after(), range.to(), range.cursor());
        if (outcome != StepOutcome.DONE) {
            return outcome;
        }
        coverage.add(range.after(), range.to());
        lowest = Math.min(lowest, chunk.readAtLevel());
        highest = Math.max(highest, chunk.readAtLevel());
        sequence = chunk.sequence();
        if (!coverage.isComplete()) {
            return StepOutcome.DONE;
        }
        roundDone = true;
        return store.endRound(lowest);
    }

    /** Counts received chunks; true when it is time to tell the server how far we are. */
    boolean isToAcknowledge(final int windowBytes) {
        chunksSinceAcknowledged++;
        if (chunksSinceAcknowledged < windowBytes / WireLimits.FRAME / 4) {
            return false;
        }
        chunksSinceAcknowledged = 0;
        return true;
    }

    /** The last chunk received, -1 before the first. */
    long sequence() {
        return sequence;
    }

    /** Whether a level is one at which all records fit together and the leader's word is met. */
    boolean isReachedBy(final long level) {
        return roundDone && level >= Math.max(highest, floor);
    }
}
