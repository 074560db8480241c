// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.RecordPosition;
import io.strowger.replication.Message.Activity;
import io.strowger.replication.Message.Announcement;
import io.strowger.replication.Message.Entry;
import io.strowger.replication.Message.EntryPart;
import io.strowger.replication.Message.LastLoad;
import io.strowger.replication.Message.LoadKind;
import io.strowger.replication.Message.LoadRequest;
import io.strowger.replication.Message.ReplicaReport;
import io.strowger.replication.Message.Role;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** A designated receiver: what goes up, what goes down. Lines to "all" go down. */
class DesignatedReceiverTest {
    private static final long MILLI = 1_000_000;
    private static final long BEAT = 100 * MILLI;

    private final History history = new History(History.BIRTH_DATE, 100);
    private final Sent sent = new Sent();
    private final FrameWriter writer = new FrameWriter();
    private final EntryChunkWriter chunk = new EntryChunkWriter();
    private long now = 5 * BEAT;

    private DesignatedReceiver receiver(final MemoryStore store) {
        return new DesignatedReceiver(
                new DesignatedReceiverConfig(
                        ReplicaConfig.standard(4, "east", Role.DESIGNATED_RECEIVER),
                        LoadServerConfig.standard(4),
                        BEAT),
                store,
                store,
                sent,
                sent::stream,
                ReplicaListener.NONE);
    }

    private void deliver(final DesignatedReceiver to, final DirectBuffer buffer, final int length) {
        final byte[] frame = new byte[length];
        buffer.getBytes(0, frame);
        to.onFrame(new UnsafeBuffer(frame), 0, length, now);
        to.doWork(now);
    }

    private void announce(final DesignatedReceiver to, final long level, final long term) {
        deliver(
                to,
                writer.buffer(),
                writer.write(
                        Announcement.of(
                                1, term, history.at(level).state(), 1, List.of(2L, 3L, 1L), 2)));
    }

    private void entry(final DesignatedReceiver to, final long level, final long term) {
        final UnsafeBuffer bytes = new UnsafeBuffer(history.entry(level));
        final EntryPart part = new EntryPart(level, bytes.capacity(), 0, bytes);
        deliver(to, writer.buffer(), writer.write(new Entry(1, History.BIRTH_DATE, term, part)));
    }

    private void entries(final DesignatedReceiver to, final long from, final long last) {
        chunk.begin(2, History.BIRTH_DATE, 3, last);
        for (long level = from; level <= last; level++) {
            chunk.add(level, new UnsafeBuffer(history.entry(level)), 0);
        }
        deliver(to, chunk.buffer(), chunk.finish(true));
    }

    @Test
    void theStreamIsPassedOnOnceWithItselfAsTheFirstLoadServer() {
        final DesignatedReceiver receiver = receiver(history.at(3));
        announce(receiver, 3, 3);
        announce(receiver, 3, 3); // by the other network
        entry(receiver, 4, 3);
        entry(receiver, 4, 3);
        announce(receiver, 4, 3);
        now += BEAT;
        announce(receiver, 4, 3);
        assertThat(sent.lines())
                .isEqualTo(
                        """
                        all <- announce 3 term 3 by 4 servers [4, 2, 3, 1] equal 1
                        1 <- region 1/1 lowest 3 worst 0
                        all <- entry 4 term 3
                        all <- announce 4 term 3 by 4 servers [4, 2, 3, 1] equal 1
                        all <- announce 4 term 3 by 4 servers [4, 2, 3, 1] equal 1
                        """);
        assertThat(receiver.replica().report(now).state()).isEqualTo(history.at(4).state());
    }

    @Test
    void anOlderTermIsNotPassedOn() {
        final DesignatedReceiver receiver = receiver(history.at(3));
        announce(receiver, 3, 3);
        sent.lines();
        entry(receiver, 4, 2);
        announce(receiver, 9, 2);
        assertThat(sent.lines()).isEmpty();
    }

    @Test
    void whatIsWrongHereDoesNotHoldUpTheRegion() {
        final DesignatedReceiver receiver = receiver(new MemoryStore(false, 100));
        announce(receiver, 3, 3);
        entry(receiver, 4, 3);
        entry(receiver, 6, 3);
        entry(receiver, 5, 3);
        assertThat(sent.lines())
                .isEqualTo(
                        """
                        all <- announce 3 term 3 by 4 servers [4, 2, 3, 1] equal 1
                        2 <- CONTINUOUS from 0
                        1 <- region 0/1 lowest 0 worst 0
                        all <- entry 4 term 3
                        all <- entry 6 term 3
                        all <- entry 5 term 3
                        """);
    }

    @Test
    void whatTheStreamHadLostAndALoadBroughtIsPassedOn() {
        final DesignatedReceiver receiver = receiver(history.at(3));
        announce(receiver, 3, 3);
        entry(receiver, 6, 3);
        now += 5 * MILLI;
        receiver.doWork(now);
        sent.lines();
        entries(receiver, 4, 6);
        assertThat(sent.lines()).isEqualTo("all <- entry 4 term 3\nall <- entry 5 term 3\n");
    }

    @Test
    void whatTheRegionHasLongSinceIsNotPassedOnAgain() {
        final DesignatedReceiver receiver = receiver(history.at(3));
        announce(receiver, 100, 3);
        now += 5 * MILLI;
        receiver.doWork(now);
        sent.lines();
        entries(receiver, 4, 38);
        assertThat(sent.lines())
                .isEqualTo(
                        """
                        all <- entry 37 term 3
                        all <- entry 38 term 3
                        2 <- INCREMENTAL from 39
                        """);
    }

    @Test
    void loadsAreServedFromItsOwnStore() {
        final DesignatedReceiver receiver = receiver(history.at(5));
        announce(receiver, 5, 3);
        sent.lines();
        final LoadRequest request =
                new LoadRequest(20, History.BIRTH_DATE, LoadKind.INCREMENTAL, 4, 0, 1000, -1);
        deliver(receiver, writer.buffer(), writer.write(request));
        assertThat(sent.lines()).isEqualTo("20 <- GRANTED\n20 <- entries 4 5 end\n");
    }

    /** Its reload brought the same again, and the next one has to wait. */
    @Test
    void whoDiffersFromTheLeaderServesNothing() {
        final MemoryStore store = history.at(3);
        final MemoryStore leader = history.at(3);
        leader.damage();
        final DesignatedReceiver receiver = receiver(store);
        announce(receiver, leader);
        final RecordChunkWriter records = new RecordChunkWriter(100);
        records.begin(2, History.BIRTH_DATE, 3, 0, RecordPosition.START);
        final long level = history.at(3).read(RecordPosition.START, records);
        deliver(receiver, records.buffer(), records.finish(level));
        assertThat(store.state().coherent()).isTrue();
        now += BEAT;
        announce(receiver, leader);
        sent.lines();
        ask(receiver);
        assertThat(sent.lines()).isEqualTo("20 <- NOT_COHERENT\n");
        announce(receiver, history.at(3));
        ask(receiver);
        assertThat(sent.lines()).contains("20 <- GRANTED");
    }

    private void announce(final DesignatedReceiver to, final MemoryStore leader) {
        deliver(
                to,
                writer.buffer(),
                writer.write(Announcement.of(1, 3, leader.state(), 1, List.of(2L, 3L, 1L), 2)));
    }

    private void ask(final DesignatedReceiver receiver) {
        deliver(
                receiver,
                writer.buffer(),
                writer.write(
                        new LoadRequest(
                                20,
                                History.BIRTH_DATE,
                                LoadKind.CONTINUOUS,
                                0,
                                0,
                                1024 * 1024,
                                -1)));
    }

    @Test
    void oneLineGoesUpForTheRegion() {
        final DesignatedReceiver receiver = receiver(history.at(5));
        announce(receiver, 5, 3);
        sent.lines();
        for (long id = 20; id < 23; id++) {
            final ReplicaReport report =
                    new ReplicaReport(
                            id,
                            "node",
                            Role.NODE,
                            Activity.IN_STEP,
                            history.at(id - 18).state(),
                            (22 - id) * 10,
                            false,
                            LastLoad.NONE,
                            -1);
            deliver(receiver, writer.buffer(), writer.write(report));
        }
        now += 499 * MILLI;
        receiver.doWork(now);
        assertThat(sent.lines()).isEmpty();
        now += MILLI;
        receiver.doWork(now);
        assertThat(sent.lines()).isEqualTo("1 <- region 2/4 lowest 2 worst 20\n");
    }
}
