// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.client.RemoteLocationServer;
import io.strowger.location.client.ReplicaWait;
import io.strowger.location.client.UpdateOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a member costs when nothing happens, and per change. The figures are printed; the limit is for idle members. */
@Tag("measurement")
class GroupCostTest {
    private static final long SETTLE_MILLIS = 3_000;
    private static final long MEASURED_MILLIS = Long.getLong("group.cost.millis", 4_000);
    private static final int RATE = 1_000;

    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void anIdleMemberTakesLessThanThreePercentOfACore(final int members) {
        try (MemberGroup group = MemberGroup.serving(directory, members);
                RemoteLocationServer client =
                        group.client(new RunningCounters(), MemberGroup.SECRET)) {
            RunningServer.await("a session", client::isConnected);
            try (PacedUpdates updates = new PacedUpdates(client, RATE)) {
                updates.run(SETTLE_MILLIS);
                final long before = cpuMillis(group);
                final long acknowledged = updates.acknowledged().cardinality();
                updates.run(MEASURED_MILLIS);
                final long count = updates.acknowledged().cardinality() - acknowledged;
                System.out.printf(
                        "%d members at %d/s: %.0f us CPU per update in all members, longest gap %d ms%n",
                        members,
                        RATE,
                        1000.0 * (cpuMillis(group) - before) / count,
                        updates.longestGapMillis());
            }
            System.out.printf("%d members flooded: %s%n", members, flood(group, client));
            final double idle = idlePercent(group);
            System.out.printf("%d members idle: %.2f %% of a core each%n", members, idle);
            assertThat(idle).isLessThan(3.0);
        }
    }

    private static double idlePercent(final MemberGroup group) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(SETTLE_MILLIS));
        final long before = cpuMillis(group);
        final long begun = System.nanoTime();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(MEASURED_MILLIS));
        final double millis = (System.nanoTime() - begun) / 1e6;
        return 100.0 * (cpuMillis(group) - before) / millis / group.running().size();
    }

    /** As many changes as the door takes. */
    private static String flood(final MemberGroup group, final RemoteLocationServer client) {
        final long[] committed = {0};
        try (var updates = client.connect(() -> {}, ReplicaWait.none())) {
            final long cpuBefore = cpuMillis(group);
            final long begun = System.nanoTime();
            long number = 0;
            while (System.nanoTime() - begun < MEASURED_MILLIS * 1_000_000) {
                while (updates.pending() < 8_000
                        && updates.submit(
                                        RunningServer.binding(
                                                "f" + number % 50_000 + "@example.org",
                                                4_000_000_000_000L + number))
                                != 0) {
                    number++;
                }
                updates.poll(
                        (id, outcome, level) ->
                                committed[0] += outcome == UpdateOutcome.COMMITTED ? 1 : 0,
                        0);
                LockSupport.parkNanos(100_000);
            }
            final double seconds = (System.nanoTime() - begun) / 1e9;
            final long cpu = cpuMillis(group) - cpuBefore;
            RunningServer.await(
                    "outcomes",
                    () -> updates.poll((_, _, _) -> {}, 0) >= 0 && updates.pending() == 0);
            return "%.0f updates/s, %.1f us CPU per update in all members, in %s"
                    .formatted(
                            committed[0] / seconds,
                            1000.0 * cpu / Math.max(1, committed[0]),
                            Duration.ofMillis((long) (1000 * seconds)));
        }
    }

    private static long cpuMillis(final MemberGroup group) {
        return group.running().stream().mapToLong(id -> group.status(id).cpuMillis()).sum();
    }
}
