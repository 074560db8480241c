// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.client.RemoteLocationServer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.IoUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members with empty directories. */
class GroupEnrolmentTest {
    private static final int ROUNDS = 10;

    private static final int RATE = 500;
    private static final long SMALL_LOG = 1 << 20;

    @TempDir private Path directory;

    /** The others have trimmed their log, so the log alone would not do. */
    @Test
    void aMemberThatHasLostEverythingGetsACopyWhileUpdatesGoOn() {
        try (MemberGroup group = new MemberGroup(directory, 3, SMALL_LOG)) {
            startAll(group);
            try (RemoteLocationServer client =
                            group.client(new RunningCounters(), MemberGroup.SECRET);
                    PacedUpdates updates = new PacedUpdates(client, 4 * RATE)) {
                RunningServer.await("a session", client::isConnected);
                // Enough for three snapshots.
                updates.run(8_000);
                final int lost = group.follower();
                group.kill(lost);
                empty(group.directory(lost));
                updates.run(500);
                group.start(lost);
                updates.run(4_000);
                updates.drain();
                assertThat(updates.refused()).isZero();
                assertThat(updates.acknowledged().cardinality())
                        .isEqualTo((int) updates.submitted());
            }
            group.awaitInStep();
            // The copy has a vote that counts.
            group.kill(group.leader());
            group.awaitInStep();
        }
    }

    @Test
    void twoThatHaveLostEverythingFoundNoNewDatabase() {
        try (MemberGroup group = MemberGroup.serving(directory, 3)) {
            final long birthDate = group.status(0).birthDate();
            update(group, 500);
            final long level = group.status(0).level();
            for (int id = 0; id < 3; id++) {
                group.stop(id);
            }
            empty(group.directory(1));
            empty(group.directory(2));
            group.start(1);
            group.start(2);
            // Longer than it takes three to found one.
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
            assertThat(group.directory(1).resolve("log/cluster/recording.log")).doesNotExist();
            assertThat(group.directory(2).resolve("log/cluster/recording.log")).doesNotExist();
            // Nor does the third give what it has without being told that nobody has more.
            group.start(0);
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
            assertThat(group.directory(1).resolve("log/cluster/recording.log")).doesNotExist();
            group.stop(0);
            group.startSoleSurvivor(0);
            group.awaitInStep();
            assertThat(group.status(2).birthDate()).isEqualTo(birthDate);
            assertThat(group.status(2).level()).isGreaterThanOrEqualTo(level);
            update(group, 500);
            group.awaitInStep();
        }
    }

    private static void update(final MemberGroup group, final long millis) {
        try (RemoteLocationServer client = group.client(new RunningCounters(), MemberGroup.SECRET);
                PacedUpdates updates = new PacedUpdates(client, RATE)) {
            RunningServer.await("a session", client::isConnected);
            // A group that has just found its leader may need a moment before the first commit.
            for (int i = 0; i < ROUNDS && updates.acknowledged().isEmpty(); i++) {
                updates.run(millis);
                updates.drain();
            }
            assertThat(updates.acknowledged().cardinality()).isPositive();
        }
    }

    private static void startAll(final MemberGroup group) {
        for (int id = 0; id < 3; id++) {
            group.start(id);
        }
        group.awaitInStep();
    }

    private static void empty(final Path directory) {
        IoUtil.delete(directory.toFile(), false);
        assertThat(directory).doesNotExist();
    }
}
