// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import io.strowger.bus.FrameHandler;
import io.strowger.sip.message.Flow;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * The end of a node: it goes to each switch, listens to the one of the newest term, and sends by that one. Who stood still
 * for a second has been given up by the switch, and what waits in the trunk from before is another node's now: it is thrown
 * away, up to the first frame that answers a beat of later. One thread, but for {@link #wake}.
 */
public final class NodeTrunk implements AutoCloseable {
    private static final long BEAT_NANOS = 100_000_000;
    private static final long RETRY_NANOS = 10_000_000;
    private static final long STANDSTILL_NANOS = 1_000_000_000;
    private static final long UNREACHED_NANOS = 20_000_000;

    private final NodeLink[] links;
    private final FrameHeader header = new FrameHeader();
    private final FrameHeader out = new FrameHeader();
    private final TrunkBatch batch = new TrunkBatch();
    private final FrameRecords records;
    private final TrunkCounters counters;
    private final FrameHandler frames = this::onFrame;
    private final FrameRecords.Each each = this::onRecord;
    private @Nullable Receiver receiver;
    private volatile @Nullable Thread waiter;
    private int polled;
    private int active;
    private long term;
    private long beat = 1;
    private long firstFresh;
    private long beatAt;
    private long polledAt;
    private boolean everPolled;
    private boolean heard;

    /**
     * @param switches one or two
     * @param process a random number of this process
     */
    public NodeTrunk(
            final List<SwitchAddress> switches,
            final TrunkPoints points,
            final long process,
            final CountersManager counterTable) {
        this(switches, points, process, counterTable, NodeTrunk::openAside);
    }

    NodeTrunk(
            final List<SwitchAddress> switches,
            final TrunkPoints points,
            final long process,
            final CountersManager counterTable,
            final Executor opener) {
        links =
                switches.stream()
                        .map(address -> new NodeLink(address, opener))
                        .toArray(NodeLink[]::new);
        counters = new TrunkCounters(counterTable);
        records = new FrameRecords(points.count(), counters);
        out.process(process).points(points.hash());
    }

    static void openAside(final Runnable opening) {
        Thread.ofPlatform().daemon().name("trunk-opening").start(opening);
    }

    /** Is given what comes. */
    public interface Receiver {
        /** Valid during the call. */
        void onRecord(TrunkRecord record);
    }

    /** Hands over what has come; 0 when there was nothing. */
    public int poll(final Receiver to, final long nowNanos) {
        if (everPolled && nowNanos - polledAt > STANDSTILL_NANOS) {
            beat++;
            firstFresh = beat;
            beatAt = nowNanos;
        }
        everPolled = true;
        polledAt = nowNanos;
        receiver = to;
        int work = 0;
        for (polled = 0; polled < links.length; polled++) {
            work += links[polled].doWork(frames, nowNanos);
        }
        return work;
    }

    private void onFrame(final DirectBuffer buffer, final int offset, final int length) {
        final FrameDefect defect = header.read(buffer, offset, length);
        if (defect != FrameDefect.NONE) {
            counters.defect(defect);
        } else if (header.term() < term) {
            counters.olderTerm.incrementRelease();
        } else if (header.beat() < firstFresh) {
            counters.stale.incrementRelease();
        } else {
            term = header.term();
            active = polled;
            heard = true;
            records.read(header, buffer, offset, length, each);
        }
    }

    private void onRecord(final TrunkRecord record) {
        final Receiver to = receiver;
        if (record.kind() == RecordKind.LINKS) {
            final String text =
                    record.buffer()
                            .getStringWithoutLengthAscii(record.sipOffset(), record.sipLength());
            links[polled].reach(text.lines().toList());
        } else if (to != null) {
            to.onRecord(record);
        }
    }

    /**
     * Adds a message to what goes to the active switch with the next {@link #flush}.
     *
     * @return false when the trunk takes no more: the message is lost, as it would be on a network
     */
    public boolean send(
            final Flow flow, final DirectBuffer source, final int offset, final int length) {
        if (length > TrunkRecord.MAX_SIP || (!batch.hasRoom(length) && !sendBatch())) {
            counters.full.incrementRelease();
            return false;
        }
        batch.add(RecordKind.MESSAGE, flow, source, offset, length);
        counters.recordsSent.incrementRelease();
        return true;
    }

    private boolean sendBatch() {
        out.term(term).beat(beat);
        if (!links[active].offer(batch.frame(out), batch.length())) {
            return false;
        }
        batch.clear();
        counters.framesSent.incrementRelease();
        return true;
    }

    /** Sends what has gathered, and a beat to each switch when it is time. Once a turn. */
    public void flush(final long nowNanos) {
        if (!batch.isEmpty() && !sendBatch() && !links[active].isConnected()) {
            batch.clear();
        }
        if (nowNanos - beatAt >= 0 && batch.isEmpty()) {
            beat++;
            beatAt = nowNanos + (sendBeat() ? BEAT_NANOS : RETRY_NANOS);
        }
    }

    /** False when no switch could be sent one. */
    private boolean sendBeat() {
        out.term(term).beat(beat);
        boolean isTaken = false;
        for (final NodeLink link : links) {
            isTaken |= link.offer(batch.frame(out), batch.length());
        }
        return isTaken;
    }

    /** Says with every frame from now on that nothing new is wanted. */
    public void drain() {
        out.draining(true);
        beatAt = polledAt;
    }

    /** Whether a switch has ever been heard. */
    public boolean isHeard() {
        return heard;
    }

    /** Of the switch that is listened to; 0 when none has been heard. */
    public long term() {
        return term;
    }

    /** Sleeps until something comes from the active switch, {@link #wake} is called, or the time is over. */
    public void await(final long nanos) {
        waiter = Thread.currentThread();
        final NodeLink link = links[active];
        if (link.isOpen()) {
            link.await(dueIn(nanos));
        } else {
            LockSupport.parkNanos(Math.min(nanos, UNREACHED_NANOS));
        }
    }

    private long dueIn(final long most) {
        long due = most;
        for (final NodeLink link : links) {
            due = link.dueIn(due);
        }
        return due;
    }

    /** Ends the present sleep, or the next one. Any thread. */
    public void wake() {
        for (final NodeLink link : links) {
            link.wake();
        }
        LockSupport.unpark(waiter);
    }

    @Override
    public void close() {
        CloseHelper.quietCloseAll(links);
    }
}
