// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.RecordTable;
import io.strowger.location.client.RemoteLocationServer;
import io.strowger.location.store.LocationStore;
import io.strowger.location.store.StoreOpenFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group of three processes loses members under load. */
class GroupFailoverTest {
    private static final int RATE = Integer.getInteger("group.rate", 1_000);
    private static final long WARM_UP_MILLIS = 2_000;

    /** The promise is 2 s, met on a machine of one's own; this one may be shared with others. */
    private static final long GAP_LIMIT_MILLIS = 5_000;

    /** Seen: 20 to 30 ms, with or without the death. */
    private static final long STANDBY_GAP_LIMIT_MILLIS = 1_000;

    private static final long AFTER_MILLIS = 4_000;

    @TempDir private Path directory;

    @Test
    void theDeathOfTheLeaderCostsASecondAndNothingAcknowledged() throws Exception {
        final RunningCounters counters = new RunningCounters();
        final BitSet acknowledged;
        final int dead;
        try (MemberGroup group = MemberGroup.serving(directory, 3)) {
            try (RemoteLocationServer client = group.client(counters, MemberGroup.SECRET);
                    PacedUpdates updates = new PacedUpdates(client, RATE)) {
                RunningServer.await("a session", client::isConnected);
                updates.run(WARM_UP_MILLIS);
                updates.longestGapMillis();
                updates.run(WARM_UP_MILLIS);
                final long before = updates.longestGapMillis();
                dead = group.leader();
                group.kill(dead);
                updates.run(AFTER_MILLIS);
                updates.drain();
                final long gap = updates.longestGapMillis();
                System.out.printf(
                        "leader killed at %d/s: gap %d ms (before: %d ms), %d acknowledged, %d refused, %d batches sent again%n",
                        RATE,
                        gap,
                        before,
                        updates.acknowledged().cardinality(),
                        updates.refused(),
                        counters.value("strowger_location_update_batches_resent_total"));
                assertThat(gap).as(group.lines()).isLessThan(GAP_LIMIT_MILLIS);
                assertThat(updates.refused()).isZero();
                acknowledged = updates.acknowledged();
            }
            // Comes back and catches up by itself.
            group.start(dead);
            group.awaitInStep();
        }
        for (int id = 0; id < 3; id++) {
            assertThat(missing(id, acknowledged)).as("lost by member " + id).isZero();
        }
    }

    @Test
    void theDeathOfAStandbyIsNotNoticed() throws Exception {
        try (MemberGroup group = MemberGroup.serving(directory, 3);
                RemoteLocationServer client =
                        group.client(new RunningCounters(), MemberGroup.SECRET);
                PacedUpdates updates = new PacedUpdates(client, RATE)) {
            RunningServer.await("a session", client::isConnected);
            updates.run(WARM_UP_MILLIS);
            updates.longestGapMillis();
            updates.run(WARM_UP_MILLIS);
            final long before = updates.longestGapMillis();
            group.kill(group.follower());
            updates.run(AFTER_MILLIS);
            updates.drain();
            final long gap = updates.longestGapMillis();
            System.out.printf(
                    "standby killed at %d/s: gap %d ms (before: %d ms)%n", RATE, gap, before);
            assertThat(gap).isLessThan(STANDBY_GAP_LIMIT_MILLIS);
            assertThat(updates.refused()).isZero();
            assertThat(updates.acknowledged().cardinality()).isEqualTo((int) updates.submitted());
        }
    }

    private int missing(final int id, final BitSet acknowledged) throws StoreOpenFailure {
        int missing = 0;
        try (LocationStore store =
                LocationStore.open(
                        directory.resolve("member" + id).resolve("database"),
                        RunningServer.STORE,
                        new RunningCounters().manager())) {
            for (int i = acknowledged.nextSetBit(0); i >= 0; i = acknowledged.nextSetBit(i + 1)) {
                final byte[] key = PacedUpdates.address(i).getBytes(StandardCharsets.US_ASCII);
                if (!store.get(RecordTable.BINDING, key, (_, _, _) -> true)) {
                    missing++;
                }
            }
        }
        return missing;
    }
}
