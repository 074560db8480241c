// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.DatabaseState;
import io.strowger.replication.Message.Activity;
import io.strowger.replication.Message.LastLoad;
import io.strowger.replication.Message.ReplicaReport;
import io.strowger.replication.Message.Role;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The leader's side of the stream, and what its table of reports says. */
class PublisherTest {
    private static final long MILLI = 1_000_000;
    private static final long BEAT = 100 * MILLI;

    private final History history = new History(History.BIRTH_DATE, 20);
    private final MemoryStore store = history.at(2);
    private final ReplicationCounters counters = new ReplicationCounters();
    private final ReplicaTable table = new ReplicaTable(1000 * MILLI, counters);
    private final Sent sent = new Sent();
    private final Publisher publisher = new Publisher(1, BEAT, store, table, sent::stream);

    private void commit(final long level, final long now) {
        store.apply(history.entry(level));
        publisher.onCommitted(
                History.BIRTH_DATE, level, new UnsafeBuffer(history.entry(level)), now);
    }

    private static ReplicaReport report(
            final long id, final Role role, final DatabaseState state, final long lag) {
        return new ReplicaReport(
                id, "r" + id, role, Activity.IN_STEP, state, lag, false, LastLoad.NONE, -1);
    }

    @Test
    void aLeaderPublishesEachLevelAndAnnouncesAtOnceAndAtABeat() {
        publisher.lead(3, 0);
        publisher.doWork(0);
        publisher.doWork(BEAT - 1);
        commit(3, BEAT - 1);
        commit(4, BEAT - 1);
        publisher.doWork(BEAT - 1);
        publisher.doWork(2 * BEAT - 2);
        publisher.doWork(2 * BEAT - 1);
        assertThat(sent.lines())
                .isEqualTo(
                        """
                        all <- entry 1 term 3
                        all <- entry 2 term 3
                        all <- announce 2 term 3 by 1 servers [1] equal 1
                        all <- entry 3 term 3
                        all <- entry 4 term 3
                        all <- announce 4 term 3 by 1 servers [1] equal 1
                        all <- announce 4 term 3 by 1 servers [1] equal 1
                        """);
    }

    @Test
    void whoDoesNotLeadSaysNothing() {
        commit(3, 0);
        publisher.doWork(10 * BEAT);
        publisher.lead(3, 0);
        publisher.follow();
        sent.lines();
        commit(4, 0);
        publisher.doWork(10 * BEAT);
        assertThat(sent.lines()).isEmpty();
    }

    @Test
    void standbysThatCanServeAreNamedBeforeTheLeader() {
        table.onReport(report(2, Role.STANDBY, store.state(), 0), 0);
        table.onReport(report(3, Role.STANDBY, new History(9, 3).at(2).state(), 0), 0);
        table.onReport(report(4, Role.STANDBY, store.state(), 5), 0);
        table.onReport(report(5, Role.NODE, store.state(), 0), 0);
        publisher.lead(3, 0);
        sent.lines();
        publisher.doWork(0);
        assertThat(sent.lines())
                .isEqualTo("all <- announce 2 term 3 by 1 servers [2, 4, 1] equal 2\n");
        table.forgetSilent(1000 * MILLI);
        publisher.doWork(1000 * MILLI);
        assertThat(sent.lines()).isEqualTo("all <- announce 2 term 3 by 1 servers [1] equal 1\n");
    }

    @Test
    void whatTheStreamDoesNotTakeIsNotWaitedFor() {
        publisher.lead(3, 0);
        sent.lines();
        sent.takes(false);
        commit(3, 0);
        sent.takes(true);
        publisher.doWork(0);
        assertThat(sent.lines()).isEqualTo("all <- announce 3 term 3 by 1 servers [1] equal 1\n");
        assertThat(publisher.counters().get(ReplicationCounter.NOT_SENT)).isOne();
    }

    @Test
    void aLargeEntryIsPublishedInParts() {
        publisher.lead(3, 0);
        sent.lines();
        final Entries entry = new Entries().begin(History.BIRTH_DATE, 3, 3);
        for (int i = 0; i < 10; i++) {
            entry.set("k" + i, "v".repeat(10_000));
        }
        final UnsafeBuffer bytes = new UnsafeBuffer(entry.end());
        publisher.onCommitted(History.BIRTH_DATE, 3, bytes, 0);
        assertThat(sent.lines())
                .isEqualTo(
                        """
                        all <- entry 3+0 term 3
                        all <- entry 3+49152 term 3
                        all <- entry 3+98304 term 3
                        """);
    }

    @Test
    void theSummaryOfARegionIsItsWorst() {
        final DatabaseState behind = history.at(1).state();
        table.onReport(report(10, Role.NODE, store.state(), 0), 0);
        table.onReport(report(11, Role.NODE, behind, 40), 0);
        table.onReport(new Message.RegionReport(12, "below", 7, 2, 70, 5, 4, 1), 0);
        final ReplicaReport self = report(9, Role.DESIGNATED_RECEIVER, store.state(), 0);
        assertThat(table.summary(self))
                .isEqualTo(new Message.RegionReport(9, "r9", 7, 1, 70, 8, 6, 1));
        // Another database's level is no level of this one.
        table.onReport(report(13, Role.NODE, new History(9, 9).at(9).state(), 0), 0);
        assertThat(table.summary(self).lowestLevel()).isZero();
    }

    @Test
    void theTableOfReportsIsBounded() {
        for (long id = 1; id <= ReplicaTable.REPLICAS + 1; id++) {
            table.onReport(report(id, Role.NODE, store.state(), 0), 0);
        }
        for (long id = 1; id <= ReplicaTable.REGIONS + 1; id++) {
            table.onReport(new Message.RegionReport(100_000 + id, "region", 7, 2, 0, 1, 1, 0), 0);
        }
        table.onReport(report(1, Role.NODE, store.state(), 0), 0);
        assertThat(table.replicas()).hasSize(ReplicaTable.REPLICAS);
        assertThat(table.regions()).hasSize(ReplicaTable.REGIONS);
        assertThat(counters.get(ReplicationCounter.REPORTS_REFUSED)).isEqualTo(2);
    }
}
