// SPDX-License-Identifier: Apache-2.0
package io.strowger.table.stream;

import io.strowger.connection.table.ConnectionTable;
import io.strowger.table.stream.TableFrame.Kind;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The standby switch's end of the table stream: applies the numbered changes to its own table, asks for
 * a whole copy when one is missing or when the digest at the same number is another one, and reports at
 * a steady beat. What is older than the newest term and stream heard of is refused.
 *
 * <p>While a copy is under way what was there before stays, and goes at its end if the copy did not
 * confirm it: who has to take over meanwhile has the more. One thread, the one that owns the table; at
 * the entries of that table nothing is open.
 */
public final class TableStandby {
    private enum Phase {
        /** No stream has been heard. */
        WAITING,
        COPYING,
        /** All has come; what was not confirmed is being removed. */
        SWEEPING,
        FOLLOWING,
        /** This switch is the active one. */
        OVER
    }

    /** Places looked at in one turn of the sweep. */
    private static final int SWEEP = 8_192;

    /** A copy that has no place for all of it is not tried again before. */
    private static final long UNFIT_NANOS = 60_000_000_000L;

    private final TableStreamConfig config;
    private final TableOutput output;
    private final StandbyListener listener;
    private final TableCopy copy;
    private final TableFrame frame =
            new TableFrame(new UnsafeBuffer(new byte[TableFrame.LONGEST_READ]));
    private final TableFrame report =
            new TableFrame(new UnsafeBuffer(new byte[TableFrame.MAX_LENGTH]));
    private final long[] counts = new long[StreamCounter.values().length];
    private Phase phase = Phase.WAITING;
    private long term;
    private long stream = Long.MIN_VALUE;
    private long number;
    private long copyNumber;
    private long begunAt;

    /** Whether what is here is what the active had at the number, as far as it has come. */
    private boolean started;

    private int position;
    private int reported;
    private long progressAt;
    private boolean again;
    private long reportedAt;
    private boolean inStep;
    private boolean unfit;

    /**
     * A standby that has heard nobody yet.
     *
     * @param table as large as the active's
     * @param leastTerm the newest term that this switch knows of; 0 for none
     */
    public TableStandby(
            final ConnectionTable table,
            final TableStreamConfig config,
            final TableOutput output,
            final StandbyListener listener,
            final long leastTerm,
            final long nowNanos) {
        this.config = config;
        this.output = output;
        this.listener = listener;
        copy = new TableCopy(table);
        term = leastTerm;
        // What was sent to the process that was here before is not taken for a part of this copy.
        copyNumber = nowNanos;
        reportedAt = nowNanos;
    }

    /** A frame has come from the other switch. */
    public void onFrame(
            final DirectBuffer buffer, final int offset, final int length, final long nowNanos) {
        if (!frame.read(buffer, offset, length)) {
            count(StreamCounter.MALFORMED);
        } else if (phase == Phase.OVER || frame.kind() == Kind.REPORT) {
            count(StreamCounter.STRAYS);
        } else if (isOutdated()) {
            count(StreamCounter.OUTDATED);
        } else {
            if (frame.term() > term || frame.stream() > stream) {
                term = frame.term();
                stream = frame.stream();
                begin(CopyReason.OTHER_STREAM, nowNanos);
            }
            take(nowNanos);
        }
    }

    private boolean isOutdated() {
        return frame.term() < term || (frame.term() == term && frame.stream() < stream);
    }

    private void take(final long nowNanos) {
        switch (frame.kind()) {
            case CHANGES -> onChanges(nowNanos);
            case COPY -> onPart(nowNanos);
            case STATE -> onState(nowNanos);
            case REPORT -> count(StreamCounter.STRAYS);
        }
    }

    private void onChanges(final long nowNanos) {
        final long first = frame.number() - frame.changes() + 1;
        if (!started || frame.number() <= number) {
            return;
        }
        if (first != number + 1) {
            begin(CopyReason.GAP, nowNanos);
        } else {
            apply(nowNanos);
            number = frame.number();
        }
    }

    private void onPart(final long nowNanos) {
        if (phase != Phase.COPYING
                || frame.copy() != copyNumber
                || frame.to() < frame.from()
                || frame.from() < position
                || (started && frame.number() < number)) {
            count(StreamCounter.STRAYS);
        } else if (frame.from() > position) {
            again = true;
        } else if (started && frame.number() > number) {
            begin(CopyReason.GAP, nowNanos);
        } else {
            number = frame.number();
            started = true;
            apply(nowNanos);
            position = frame.to();
            progressAt = nowNanos;
            if (frame.isLast()) {
                phase = Phase.SWEEPING;
            }
        }
    }

    private void apply(final long nowNanos) {
        for (int i = 0; i < frame.changes(); i++) {
            if (!copy.apply(frame, i, nowNanos)) {
                count(StreamCounter.UNFIT);
                if (!unfit) {
                    unfit = true;
                    listener.onUnfit();
                }
            }
        }
    }

    private void onState(final long nowNanos) {
        if (phase != Phase.FOLLOWING || frame.number() < number) {
            return;
        }
        if (frame.number() > number) {
            begin(CopyReason.GAP, nowNanos);
        } else if (frame.digestEquals(copy.table())) {
            if (!inStep) {
                inStep = true;
                listener.onInStep(number);
            }
        } else {
            inStep = false;
            final long pause = unfit ? UNFIT_NANOS : config.silenceNanos();
            if (nowNanos - begunAt >= pause) {
                begin(CopyReason.DIFFERS, nowNanos);
            }
        }
    }

    private void begin(final CopyReason reason, final long nowNanos) {
        switch (reason) {
            case OTHER_STREAM -> count(StreamCounter.COPIES);
            case GAP -> count(StreamCounter.GAPS);
            case DIFFERS -> count(StreamCounter.DIFFERENCES);
        }
        phase = Phase.COPYING;
        copyNumber++;
        begunAt = nowNanos;
        progressAt = nowNanos;
        started = false;
        position = 0;
        reported = 0;
        again = false;
        inStep = false;
        unfit = false;
        copy.begin();
        reportedAt = nowNanos - config.beat().toNanos();
        listener.onCopy(reason, number);
    }

    /** Sweeps, and reports when it is time. */
    public int doWork(final long nowNanos) {
        if (phase == Phase.WAITING || phase == Phase.OVER) {
            return 0;
        }
        if (phase == Phase.SWEEPING && copy.sweep(SWEEP)) {
            phase = Phase.FOLLOWING;
        }
        final boolean copying = phase == Phase.COPYING;
        if (copying && nowNanos - progressAt > config.patienceNanos()) {
            again = true;
            progressAt = nowNanos;
        }
        if (nowNanos - reportedAt < config.beat().toNanos()
                && position - reported < config.window() / 2) {
            return 0;
        }
        reportedAt = nowNanos;
        reported = position;
        report.begin(Kind.REPORT, term, stream, number)
                .copy(copyNumber, position, position)
                .flags(copying, again);
        again = false;
        final boolean taken = output.offer(report.buffer(), 0, report.length());
        count(taken ? StreamCounter.SENT : StreamCounter.REFUSED);
        return 1;
    }

    /**
     * This switch is the active one from now on: nothing more is taken, and no entry counts as unused
     * for longer than since now, for the last use is no part of the copy.
     */
    public void takeOver(final long nowNanos) {
        phase = Phase.OVER;
        copy.table().ageFrom(nowNanos);
    }

    /** Whether all of the table has come, and no change since is missing. */
    public boolean isComplete() {
        return phase == Phase.FOLLOWING && !unfit;
    }

    /** Whether the digest was equal when it was compared last. */
    public boolean isInStep() {
        return inStep;
    }

    /** Number of the last change that is here. */
    public long number() {
        return number;
    }

    /** The newest term heard of. */
    public long term() {
        return term;
    }

    public long get(final StreamCounter counter) {
        return counts[counter.ordinal()];
    }

    private void count(final StreamCounter counter) {
        counts[counter.ordinal()]++;
    }
}
