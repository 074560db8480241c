// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.lease.Lease;
import io.strowger.lease.LeaseConfig;
import io.strowger.lease.LeaseOutput;
import io.strowger.lease.SwitchBeat;
import io.strowger.location.client.LeaseClient;
import io.strowger.location.client.RemoteLocationServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two switches at a real group: one lease, whatever happens to the members. */
class GroupLeaseTest {
    private static final long MILLI = 1_000_000;

    @TempDir private Path directory;

    /** A switch that is nothing but its lease; both hear each other unless one is dead. */
    private static final class Peer implements LeaseOutput {
        private final LeaseClient door;
        private final List<Long> terms = new ArrayList<>();
        private final List<SwitchBeat> beats = new ArrayList<>();
        private Lease lease;
        private boolean isDead;

        Peer(final RemoteLocationServer client, final int number) {
            door = client.connectLease(number, () -> {});
            lease = new Lease(LeaseConfig.standard(), this, System.nanoTime());
        }

        void turn(final Peer other) {
            if (isDead) {
                beats.clear();
                return;
            }
            door.poll((number, term) -> lease.onAnswer(number, term, System.nanoTime()));
            for (final SwitchBeat beat : beats) {
                lease.onBeat(beat, System.nanoTime());
            }
            beats.clear();
            lease.doWork(System.nanoTime());
            assertThat(isActive() && other.isActive()).as("both are active").isFalse();
        }

        boolean isActive() {
            return lease.isActive(System.nanoTime());
        }

        long highestTerm() {
            return terms.stream().mapToLong(Long::longValue).max().orElse(0);
        }

        @Override
        public void requestLease(final long number, final long heldTerm, final long lengthMillis) {
            door.request(number, heldTerm, lengthMillis);
        }

        @Override
        public void releaseLease(final long heldTerm) {
            door.release(heldTerm);
        }

        @Override
        public void sendBeat(final SwitchBeat beat) {
            outgoing.add(beat);
        }

        private final List<SwitchBeat> outgoing = new ArrayList<>();

        @Override
        public void onActive(final long term) {
            assertThat(term).isGreaterThanOrEqualTo(highestTerm());
            terms.add(term);
        }

        @Override
        public void onHandOver() {}

        @Override
        public void onStandby() {}
    }

    private static boolean someIsActive(final Peer... peers) {
        return peers[0].isActive() || peers[1].isActive();
    }

    /** Lets both go on for so long; the longest time in which none was active. */
    private static long play(final long millis, final Peer... peers) {
        final long end = System.nanoTime() + millis * MILLI;
        long longest = 0;
        long since = System.nanoTime();
        while (System.nanoTime() - end < 0) {
            turn(peers);
            if (someIsActive(peers)) {
                since = System.nanoTime();
            }
            longest = Math.max(longest, System.nanoTime() - since);
            LockSupport.parkNanos(MILLI);
        }
        return longest / MILLI;
    }

    private static void turn(final Peer... peers) {
        for (int i = 0; i < 2; i++) {
            peers[i].turn(peers[1 - i]);
            peers[1 - i].beats.addAll(peers[i].outgoing);
            peers[i].outgoing.clear();
        }
    }

    private static long highestTerm(final Peer... peers) {
        return Math.max(peers[0].highestTerm(), peers[1].highestTerm());
    }

    private static void awaitActive(final Peer... peers) {
        RunningServer.await(
                "an active switch",
                () -> {
                    turn(peers);
                    return someIsActive(peers);
                });
    }

    @Test
    void threeMembersGiveOneLeaseAndItsTermOnlyRises() throws Exception {
        try (MemberGroup group = MemberGroup.serving(directory, 3);
                RemoteLocationServer one =
                        group.client(new RunningCounters(), MemberGroup.SECRET, "one");
                RemoteLocationServer two =
                        group.client(new RunningCounters(), MemberGroup.SECRET, "two")) {
            RunningServer.await("sessions", () -> one.isConnected() && two.isConnected());
            final Peer[] peers = {new Peer(one, 0), new Peer(two, 1)};
            awaitActive(peers);
            play(1_000, peers);
            awaitActive(peers);
            final long first = highestTerm(peers);

            // The leader dies, and the active goes on by the other's promise until there is
            // another.
            final int dead = group.leader();
            group.kill(dead);
            final long gap = play(4_000, peers);
            System.out.printf("lease: leader killed, %d ms without an active switch%n", gap);
            awaitActive(peers);
            assertThat(highestTerm(peers)).isGreaterThanOrEqualTo(first);
            group.start(dead);

            // The active dies, the other one gets the next term.
            awaitActive(peers);
            final Peer dying = peers[0].isActive() ? peers[0] : peers[1];
            final Peer heir = peers[0].isActive() ? peers[1] : peers[0];
            final long held = dying.lease.term();
            dying.isDead = true;
            RunningServer.await(
                    "the heir",
                    () -> {
                        turn(peers);
                        return heir.isActive();
                    });
            assertThat(heir.lease.term()).isGreaterThan(held);

            // Given up, it is the other one's at once.
            final long last = heir.lease.term();
            heir.isDead = true;
            heir.door.release(last);
            dying.isDead = false;
            dying.lease = new Lease(LeaseConfig.standard(), dying, System.nanoTime());
            RunningServer.await(
                    "the first again",
                    () -> {
                        turn(peers);
                        return dying.isActive();
                    });
            assertThat(dying.lease.term()).isGreaterThan(last);
        }
    }

    @Test
    void oneMemberThatIsKilledAndOneThatTookASnapshotKnowTheTerm() throws Exception {
        long before = 0;
        try (MemberGroup group = new MemberGroup(directory, 1, 64L << 20)) {
            for (int life = 0; life < 3; life++) {
                group.start(0);
                group.awaitInStep();
                try (RemoteLocationServer client =
                        group.client(new RunningCounters(), MemberGroup.SECRET, "life" + life)) {
                    RunningServer.await("a session", client::isConnected);
                    before = takeTurns(client, before);
                }
                if (life == 0) {
                    group.kill(0);
                } else {
                    group.stop(0);
                }
            }
        }
    }

    /** The switches take turns by force, more often than the log is long between two snapshots. */
    private static long takeTurns(final RemoteLocationServer client, final long before) {
        final LeaseClient door = client.connectLease(0, () -> {});
        final long[] highest = {before};
        final long[] answered = {0};
        for (int i = 1; i <= 60; i++) {
            final int number = i;
            RunningServer.await("room", () -> door.request(number, 0, 600));
            RunningServer.await(
                    "an answer",
                    () -> {
                        door.poll(
                                (of, term) -> {
                                    answered[0] = of;
                                    if (term != 0) {
                                        assertThat(term).isGreaterThan(highest[0]);
                                        highest[0] = term;
                                    }
                                });
                        return answered[0] == number;
                    });
            RunningServer.await("room", () -> door.release(highest[0]));
        }
        assertThat(highest[0]).isGreaterThan(before);
        return highest[0];
    }
}
