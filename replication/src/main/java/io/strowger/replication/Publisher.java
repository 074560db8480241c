// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.DatabaseState;
import io.strowger.replication.Message.Announcement;
import io.strowger.replication.Message.Entry;
import io.strowger.replication.Message.EntryPart;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The leader's side of the stream: every committed level is published, and announced at a steady beat and at once after
 * a commit. Only the leader of the current term publishes. What the way out does not take is lost for the stream and
 * nobody waits: the announcement shows the gap and the replicas load. One thread; time is monotonic nanoseconds.
 */
public final class Publisher {
    /** What a leader that was lost may have committed and not published any more is published by its successor. */
    private static final int REPUBLISHED = 16;

    private final long id;
    private final long beatNanos;
    private final LoadSource source;
    private final ReplicaTable table;
    private final FrameOutput stream;
    private final ReplicationCounters counters = new ReplicationCounters();
    private final FrameWriter writer = new FrameWriter();
    private final UnsafeBuffer part = new UnsafeBuffer(0, 0);
    private boolean leads;
    private long term;
    private long announceAt;

    /**
     * A publisher that does not lead yet.
     *
     * @param id of this member
     * @param beatNanos between two announcements
     * @param source its database, for the state and the last entries
     * @param table what the replicas report, for the standbys that can serve loads
     */
    public Publisher(
            final long id,
            final long beatNanos,
            final LoadSource source,
            final ReplicaTable table,
            final FrameOutput stream) {
        this.id = id;
        this.beatNanos = beatNanos;
        this.source = source;
        this.table = table;
        this.stream = stream;
    }

    /**
     * This member leads. To be called when everything that former terms have committed is applied, so that no announcement
     * falls behind what a former leader has announced.
     */
    public void lead(final long newTerm, final long now) {
        leads = true;
        term = newTerm;
        announceAt = now;
        final DatabaseState state = source.state();
        final long first = Math.max(1, state.level() - REPUBLISHED + 1);
        for (long level = first; level <= state.level(); level++) {
            final DirectBuffer entry = source.entry(level);
            if (entry != null) {
                publish(state.birthDate(), level, entry);
            }
        }
    }

    /** This member leads no longer. */
    public void follow() {
        leads = false;
    }

    /** A level was committed and applied; with its provisioning log entry from 0 to its capacity. */
    public void onCommitted(
            final long birthDate, final long level, final DirectBuffer entry, final long now) {
        if (leads) {
            publish(birthDate, level, entry);
            announceAt = now;
        }
    }

    private void publish(final long birthDate, final long level, final DirectBuffer entry) {
        final int whole = entry.capacity();
        for (int at = 0; at < whole; at += WireLimits.PAYLOAD) {
            part.wrap(entry, at, Math.min(WireLimits.PAYLOAD, whole - at));
            final EntryPart each = new EntryPart(level, whole, at, part);
            final int length = writer.write(new Entry(id, birthDate, term, each));
            if (!counters.sent(stream.offer(writer.buffer(), 0, length), length)) {
                return;
            }
        }
    }

    /** Announces when it is time. Gives 0 when there was nothing to do. */
    public int doWork(final long now) {
        if (!leads || now < announceAt) {
            return 0;
        }
        announceAt = now + beatNanos;
        final DatabaseState state = source.state();
        final List<Long> servers = new ArrayList<>(table.standbyServers(state));
        final int standbys = servers.size();
        servers.add(id);
        final int length =
                writer.write(
                        Announcement.of(
                                id,
                                term,
                                state,
                                source.oldestLoggedLevel(),
                                servers,
                                Math.max(1, standbys)));
        counters.sent(stream.offer(writer.buffer(), 0, length), length);
        return 1;
    }

    public ReplicationCounters counters() {
        return counters;
    }
}
