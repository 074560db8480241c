// SPDX-License-Identifier: Apache-2.0
package io.strowger.table.stream;

import io.strowger.connection.table.ConnectionTable;
import io.strowger.connection.table.ConnectionTuple;
import io.strowger.connection.table.TableChanges;
import io.strowger.table.stream.TableFrame.Kind;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The active switch's end of the table stream: numbers each change of the table, sends changes in
 * batches at the end of a turn, serves the whole table to a standby that asks, and says at a steady
 * beat what it holds. Nothing is gathered for a standby that is not there.
 *
 * <p>When the link does not take the changes as fast as they come, the queue overflows and is emptied:
 * numbers go on, so the standby sees the gap and asks for a copy. Nobody waits. One thread, the one
 * that switches.
 */
public final class TableSource implements TableChanges {
    private final ConnectionTable table;
    private final TableStreamConfig config;
    private final TableOutput output;
    private final long term;
    private final long stream;
    private final FrameQueue queue;
    private final ConnectionTuple scratch = new ConnectionTuple();
    private final TableFrame frame =
            new TableFrame(new UnsafeBuffer(new byte[TableFrame.MAX_LENGTH]));
    private final TableFrame received =
            new TableFrame(new UnsafeBuffer(new byte[TableFrame.LONGEST_READ]));
    private final long[] counts = new long[StreamCounter.values().length];
    private long number;
    private boolean subscribed;
    private long reportedAt;
    private long stateAt;
    private boolean copying;
    private long copy;
    private int sentTo;
    private int confirmed;
    private boolean sentLast;
    private long budgetAt;
    private double budget;

    /**
     * Begins a stream and observes the table.
     *
     * @param term that the switch holds, more than 0
     * @param stream higher than that of any former stream of this process
     */
    public TableSource(
            final ConnectionTable table,
            final TableStreamConfig config,
            final TableOutput output,
            final long term,
            final long stream,
            final long nowNanos) {
        if (term <= 0) {
            throw new IllegalArgumentException("an active switch has a term, not " + term);
        }
        this.table = table;
        this.config = config;
        this.output = output;
        this.term = term;
        this.stream = stream;
        queue = new FrameQueue(config.queuedFrames());
        stateAt = nowNanos - config.beat().toNanos();
        budgetAt = nowNanos;
        table.observe(this);
    }

    @Override
    public void onPut(final int entry) {
        final TableFrame into = next();
        if (into != null) {
            into.addPut(table, entry, scratch);
        }
    }

    @Override
    public void onRemoved(final long callIdHigh, final long callIdLow) {
        final TableFrame into = next();
        if (into != null) {
            into.addRemoved(callIdHigh, callIdLow);
        }
    }

    /** The frame that takes the next change, or null when it is not to be sent. */
    private @Nullable TableFrame next() {
        number++;
        if (!subscribed) {
            return null;
        }
        if (queue.isFull()) {
            queue.clear();
            count(StreamCounter.OVERFLOWS);
            return null;
        }
        if (!queue.hasRoom()) {
            return queue.add().begin(Kind.CHANGES, term, stream, number);
        }
        queue.last().number(number);
        return queue.last();
    }

    /** A frame has come from the other switch. */
    public void onFrame(
            final DirectBuffer buffer, final int offset, final int length, final long nowNanos) {
        if (!received.read(buffer, offset, length)) {
            count(StreamCounter.MALFORMED);
        } else if (received.kind() != Kind.REPORT
                || received.term() != term
                || received.stream() != stream) {
            count(StreamCounter.STRAYS);
        } else {
            onReport(nowNanos);
        }
    }

    private void onReport(final long nowNanos) {
        reportedAt = nowNanos;
        subscribed = true;
        if (!received.wantsCopy()) {
            copying = false;
            return;
        }
        if (!copying || copy != received.copy()) {
            // What the standby misses of the changes so far is in the copy that begins now.
            queue.clear();
            copying = true;
            copy = received.copy();
            sentTo = 0;
            confirmed = 0;
            sentLast = false;
            count(StreamCounter.COPIES);
        }
        confirmed = Math.max(confirmed, received.from());
        if (received.again()) {
            sentTo = Math.min(sentTo, received.from());
            sentLast = false;
        }
    }

    /** Sends what is to be sent, at the end of each turn. */
    public int doWork(final long nowNanos) {
        if (subscribed && nowNanos - reportedAt > config.silenceNanos()) {
            subscribed = false;
            copying = false;
            queue.clear();
        }
        int sent = 0;
        while (!queue.isEmpty() && offer(queue.first())) {
            queue.remove();
            sent++;
        }
        if (queue.isEmpty()) {
            sent += copy(nowNanos);
            sent += tell(nowNanos);
        }
        return sent;
    }

    private int copy(final long nowNanos) {
        final double perNano = config.placesPerSecond() / 1e9;
        budget = Math.min(config.window(), budget + (nowNanos - budgetAt) * perNano);
        budgetAt = nowNanos;
        int sent = 0;
        while (copying && !sentLast && budget > 0 && sentTo - confirmed < config.window()) {
            final int to = fill();
            frame.flags(to >= table.end(), false);
            if (!offer(frame)) {
                return sent;
            }
            budget -= Math.max(1, to - sentTo);
            sentTo = to;
            sentLast = to >= table.end();
            sent++;
        }
        return sent;
    }

    /** A frame of the entries from {@link #sentTo} on; the place up to which it goes. */
    private int fill() {
        final int end = (int) Math.min(table.end(), (long) sentTo + config.window());
        int at = sentTo;
        frame.begin(Kind.COPY, term, stream, number);
        while (at < end && frame.changes() < TableFrame.MOST_CHANGES) {
            final int entry = table.next(at, end);
            if (entry == ConnectionTable.NONE) {
                at = end;
            } else {
                frame.addPut(table, entry, scratch);
                at = entry + 1;
            }
        }
        frame.copy(copy, sentTo, at);
        return at;
    }

    private int tell(final long nowNanos) {
        if (nowNanos - stateAt < config.beat().toNanos()) {
            return 0;
        }
        stateAt = nowNanos;
        frame.begin(Kind.STATE, term, stream, number).digest(table);
        return offer(frame) ? 1 : 0;
    }

    private boolean offer(final TableFrame out) {
        final boolean taken = output.offer(out.buffer(), 0, out.length());
        count(taken ? StreamCounter.SENT : StreamCounter.REFUSED);
        return taken;
    }

    /** Changes so far. */
    public long number() {
        return number;
    }

    /** Whether a standby listens. */
    public boolean hasStandby() {
        return subscribed;
    }

    /** Frames of changes that wait for the link. */
    public int queued() {
        return queue.size();
    }

    public long get(final StreamCounter counter) {
        return counts[counter.ordinal()];
    }

    private void count(final StreamCounter counter) {
        counts[counter.ordinal()]++;
    }
}
