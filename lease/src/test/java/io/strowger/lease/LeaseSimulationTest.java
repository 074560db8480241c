// SPDX-License-Identifier: Apache-2.0
package io.strowger.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Two switches and a location server group in one thread, by seed: cuts of every link, a group
 * without quorum, leaders whose clocks say another time, processes that die, start anew and stand
 * still, clocks that run at other speeds.
 * Whatever happens, two switches are never active at once (mission row D5); and when all is well
 * again, one is.
 */
class LeaseSimulationTest {
    private static final long FIRST = Long.getLong("lease.first", 1);
    private static final int SEEDS = Integer.getInteger("lease.seeds", 200);
    private static final long MILLI = 1_000_000;
    private static final int FAULTY_MILLIS = 12_000;
    private static final int QUIET_MILLIS = 3_000;

    private record Due(long atMilli, Runnable what) {}

    /** The world of one seed. */
    private static final class World {
        private final Random chance;
        private final LeaseRegister register = new LeaseRegister();
        private final List<Due> due = new ArrayList<>();
        private final Peer[] peers = new Peer[2];
        private final boolean[] cutFromGroup = new boolean[2];
        private boolean noQuorum;
        private boolean linkCut;
        private int slow = 20;
        private long milli;
        private long groupAhead;
        private final int pace;
        private long highestTerm;
        private int changes;
        private int handOvers;
        private long activeMillis;

        World(final long seed) {
            chance = new Random(seed);
            // What a switch sees of the outside counts when it has lasted.
            pace = seed % 2 == 0 ? 150 : 900;
            for (int i = 0; i < 2; i++) {
                peers[i] = new Peer(this, i);
            }
        }

        void play() {
            while (milli < FAULTY_MILLIS + QUIET_MILLIS) {
                if (milli < FAULTY_MILLIS && chance.nextInt(pace) == 0) {
                    fault();
                } else if (milli == FAULTY_MILLIS) {
                    heal();
                }
                step();
            }
            assertThat(actives()).as("active at the end").isEqualTo(1);
        }

        void step() {
            milli++;
            final List<Due> now = due.stream().filter(each -> each.atMilli() <= milli).toList();
            due.removeAll(now);
            now.forEach(each -> each.what().run());
            for (final Peer peer : peers) {
                peer.turn();
            }
            assertThat(actives()).as("active at " + milli + " ms").isLessThanOrEqualTo(1);
            activeMillis += actives();
        }

        int actives() {
            return (peers[0].isActive() ? 1 : 0) + (peers[1].isActive() ? 1 : 0);
        }

        private void fault() {
            final int which = chance.nextInt(2);
            switch (chance.nextInt(10)) {
                case 9 -> peers[which].sight = 2 + chance.nextInt(2);
                case 8 -> slow = 520 - slow;
                case 7 -> peers[which].stop();
                case 6 -> leadAnew();
                case 0 -> linkCut = !linkCut;
                case 1 -> cutFromGroup[which] = !cutFromGroup[which];
                case 2, 3 -> noQuorum = !noQuorum;
                case 4 -> peers[which].startAnew();
                default -> peers[which].standsUntil = milli + chance.nextInt(1_500);
            }
        }

        /** Another member leads: its clock says another time, within a minute. */
        private void leadAnew() {
            groupAhead = chance.nextLong(120_000) - 60_000;
            register.onNewLeader(milli + groupAhead);
        }

        private void heal() {
            linkCut = false;
            slow = 20;
            noQuorum = false;
            cutFromGroup[0] = false;
            cutFromGroup[1] = false;
            peers[0].sight = 3;
            peers[1].sight = 3;
        }

        void after(final int mostMillis, final Runnable what) {
            due.add(new Due(milli + 1 + chance.nextInt(mostMillis), what));
        }

        /** What reaches the group is committed now or, without quorum, much later or never. */
        void request(final Peer peer, final long number, final long held, final long length) {
            if (cutFromGroup[peer.number]) {
                return;
            }
            final int life = peer.life;
            final int delay = noQuorum ? 3_000 : slow;
            after(
                    delay,
                    () -> {
                        final long term =
                                register.request(peer.number, held, length, milli + groupAhead);
                        after(20, () -> peer.answer(life, number, term));
                    });
        }
    }

    private static void release(final World world, final Peer peer, final long held) {
        if (!world.cutFromGroup[peer.number]) {
            world.after(
                    world.noQuorum ? 3_000 : 20, () -> world.register.release(peer.number, held));
        }
    }

    /** A switch process, with a clock of its own. */
    private static final class Peer implements LeaseOutput {
        private final World world;
        private final int number;
        private final double speed;
        private final long offset;
        private Lease lease;
        private int life;
        private long standsUntil;
        private int sight = 3;

        Peer(final World world, final int number) {
            this.world = world;
            this.number = number;
            speed = 1 + (world.chance.nextDouble() - 0.5) * 0.004;
            offset = world.chance.nextLong(1L << 50);
            lease = new Lease(LeaseConfig.standard(), this, clock());
        }

        long clock() {
            return offset + (long) (world.milli * speed * MILLI);
        }

        void startAnew() {
            life++;
            lease = new Lease(LeaseConfig.standard(), this, clock());
        }

        /** SIGTERM, and a new process soon. */
        void stop() {
            whenItRuns(
                    () -> {
                        final Lease left = lease;
                        lease.leave(clock());
                        assertThat(isActive()).isFalse();
                        world.after(
                                300,
                                () -> {
                                    if (lease == left) {
                                        startAnew();
                                    }
                                });
                    });
        }

        void turn() {
            if (world.milli >= standsUntil) {
                lease.sees(sight);
                lease.doWork(clock());
            }
        }

        boolean isActive() {
            return lease.isActive(clock());
        }

        void answer(final int ofLife, final long request, final long term) {
            // The answer to a process that is gone may reach the one that has come in its place.
            if (!world.cutFromGroup[number] && (life == ofLife || world.chance.nextBoolean())) {
                whenItRuns(() -> lease.onAnswer(request, term, clock()));
            }
        }

        /** What comes to a process that stands still is there when it goes on. */
        private void whenItRuns(final Runnable what) {
            if (world.milli >= standsUntil) {
                what.run();
            } else {
                world.due.add(new Due(standsUntil, what));
            }
        }

        @Override
        public void requestLease(final long request, final long held, final long lengthMillis) {
            world.request(this, request, held, lengthMillis);
        }

        @Override
        public void releaseLease(final long held) {
            assertThat(isActive()).isFalse();
            release(world, this, held);
        }

        @Override
        public void sendBeat(final SwitchBeat beat) {
            final Peer other = world.peers[1 - number];
            if (!world.linkCut && other != null) {
                world.after(
                        10, () -> other.whenItRuns(() -> other.lease.onBeat(beat, other.clock())));
            }
        }

        @Override
        public void onActive(final long term) {
            // The same switch may take up its own term again, nobody an older one.
            assertThat(term).isGreaterThanOrEqualTo(world.highestTerm);
            world.highestTerm = term;
            world.changes++;
        }

        @Override
        public void onHandOver() {
            world.handOvers++;
        }

        @Override
        public void onStandby() {}
    }

    @Test
    void twoSwitchesAreNeverActiveAtOnceAndInTheEndOneIs() {
        long changes = 0;
        long handOvers = 0;
        long active = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            final World world = new World(seed);
            try {
                world.play();
            } catch (final AssertionError failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
            changes += world.changes;
            handOvers += world.handOvers;
            active += world.activeMillis;
        }
        final double share = (double) active / SEEDS / (FAULTY_MILLIS + QUIET_MILLIS);
        System.out.printf(
                "lease: %d seeds, %d times a switch became active, %d handed over, one was active %.0f %% of the time%n",
                SEEDS, changes, handOvers, 100 * share);
        assertThat(changes).isGreaterThan(2L * SEEDS);
        if (SEEDS >= 100) {
            assertThat(handOvers).isPositive();
        }
        assertThat(share).isGreaterThan(0.3);
    }

    private static World settled() {
        final World world = new World(1);
        for (int i = 0; i < 2_000; i++) {
            world.step();
        }
        assertThat(world.actives()).isEqualTo(1);
        return world;
    }

    private static Peer activeOf(final World world) {
        return world.peers[0].isActive() ? world.peers[0] : world.peers[1];
    }

    private static void pass(final World world, final int millis, final Peer stays) {
        for (int i = 0; i < millis; i++) {
            world.step();
            assertThat(stays.isActive()).as("after %d ms", i).isTrue();
        }
    }

    @Test
    void theOtherSwitchIsActiveWithinASecondOfADeath() {
        final World world = settled();
        final Peer dead = activeOf(world);
        final Peer other = world.peers[1 - dead.number];
        dead.standsUntil = Long.MAX_VALUE;
        int millis = 0;
        for (; !other.isActive(); millis++) {
            world.step();
        }
        assertThat(millis).isLessThan(900);
    }

    @Test
    void theOtherSwitchIsActiveAtOnceWhenTheActiveOneStops() {
        final World world = settled();
        final Peer stops = activeOf(world);
        final Peer other = world.peers[1 - stops.number];
        final Lease left = stops.lease;
        final long term = left.term();
        left.leave(stops.clock());
        assertThat(stops.isActive()).isFalse();
        assertThat(left.hasHeir(stops.clock())).isFalse();
        int millis = 0;
        for (; !other.isActive(); millis++) {
            world.step();
        }
        assertThat(millis).isLessThan(150);
        assertThat(other.lease.term()).isEqualTo(term + 1);
        for (int i = 0; i < 100; i++) {
            world.step();
        }
        assertThat(left.hasHeir(stops.clock())).isTrue();
        // It never asks again, though the other one dies.
        other.standsUntil = Long.MAX_VALUE;
        for (int i = 0; i < 2_000; i++) {
            world.step();
            assertThat(stops.isActive()).isFalse();
        }
    }

    private static void see(final World world, final int first, final int second) {
        world.peers[0].sight = first;
        world.peers[1].sight = second;
    }

    private static Peer settledSeeing(final World world, final int sight) {
        see(world, sight, sight);
        final Peer active = activeOf(world);
        pass(world, 4_000, active);
        return active;
    }

    @Test
    void theOneThatSeesLessOfTheOutsideHandsOverAndStandsBy() {
        final World world = settled();
        final Peer active = settledSeeing(world, 3);
        final Peer other = world.peers[1 - active.number];
        final long term = active.lease.term();
        active.sight = 2;
        int millis = 0;
        for (; !other.isActive(); millis++) {
            world.step();
        }
        assertThat(millis).isBetween(200, 350);
        assertThat(other.lease.term()).isEqualTo(term + 1);
        pass(world, 3_000, other);
        assertThat(world.handOvers).isEqualTo(1);
        // It is a standby like any other.
        other.standsUntil = Long.MAX_VALUE;
        for (int i = 0; i < 900; i++) {
            world.step();
        }
        assertThat(active.isActive()).isTrue();
    }

    @Test
    void nobodyHandsOverWhenBothSeeLessOrTheActiveSeesMore() {
        final World world = settled();
        final Peer active = settledSeeing(world, 3);
        final Peer other = world.peers[1 - active.number];
        see(world, 2, 2);
        pass(world, 5_000, active);
        active.sight = 3;
        pass(world, 5_000, active);
        other.sight = 3;
        pass(world, 5_000, active);
        other.sight = 0;
        pass(world, 5_000, active);
        assertThat(world.handOvers).isZero();
    }

    @Test
    void nobodyHandsOverWithoutTheGroupForNobodyCouldTakeItUp() {
        final World world = settled();
        final Peer active = settledSeeing(world, 3);
        world.cutFromGroup[0] = true;
        world.cutFromGroup[1] = true;
        pass(world, 500, active);
        active.sight = 1;
        pass(world, 2_000, active);
        assertThat(world.handOvers).isZero();
    }

    /** A standby that cannot reach the group, for one. */
    @Test
    void whoHasHandedOverIsActiveAgainWhenTheOtherOneDoesNotTakeIt() {
        final World world = settled();
        final Peer active = settledSeeing(world, 3);
        final Peer other = world.peers[1 - active.number];
        world.cutFromGroup[other.number] = true;
        active.sight = 2;
        while (world.handOvers == 0) {
            world.step();
        }
        int millis = 0;
        for (; !active.isActive(); millis++) {
            world.step();
        }
        assertThat(millis).isBetween(590, 700);
        pass(world, 9_000, active);
        assertThat(world.handOvers).isEqualTo(1);
        for (int i = 0; i < 600; i++) {
            world.step();
        }
        assertThat(world.handOvers).as("tried again after a while").isEqualTo(2);
    }

    @Test
    void nothingChangesWhileTheLeaseIsRenewedOrWhenTheLinkBetweenTheSwitchesIsCut() {
        final World world = settled();
        final Peer active = activeOf(world);
        pass(world, 3_000, active);
        world.linkCut = true;
        pass(world, 3_000, active);
        assertThat(world.changes).isEqualTo(1);
    }

    @Test
    void withoutQuorumTheActiveStaysActiveWhileTheOtherHasNoneEither() {
        final World world = settled();
        final Peer active = activeOf(world);
        world.noQuorum = true;
        world.cutFromGroup[0] = true;
        world.cutFromGroup[1] = true;
        pass(world, 5_000, active);
        world.linkCut = true;
        for (int i = 0; i < 700; i++) {
            world.step();
        }
        assertThat(world.actives()).isZero();
    }

    @Test
    void theOtherTakesOverWhenOnlyTheActiveIsCutFromTheGroup() {
        final World world = settled();
        final Peer active = activeOf(world);
        world.cutFromGroup[active.number] = true;
        for (int i = 0; i < 1_200; i++) {
            world.step();
        }
        assertThat(world.peers[1 - active.number].isActive()).isTrue();
    }

    @Test
    void theStandbyAsksTheGroupNothingWhileItHearsTheActive() {
        final World world = settled();
        final Peer active = activeOf(world);
        world.cutFromGroup[1 - active.number] = true;
        final long before = world.register.term();
        pass(world, 2_000, active);
        assertThat(world.register.term()).isEqualTo(before);
        assertThat(world.register.holder()).isEqualTo(active.number);
    }
}
