// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The active one of two switches is killed, hangs and is cut off under calls (mission row D5), by seed:
 * no call is lost, never are two active, and at the end the standby holds the table.
 */
class SwitchPairTest {
    private static final long FIRST = Long.getLong("pair.first", 1);
    private static final int SEEDS = Integer.getInteger("pair.seeds", 200);
    private static final int CALLS = 30;

    private static void fault(final SwitchPair world) {
        final Random chance = world.chance;
        final PairedSwitch active = world.active();
        final PairedSwitch victim = chance.nextInt(3) > 0 ? active : world.other(active);
        final int millis = 200 + chance.nextInt(2_000);
        switch (chance.nextInt(10)) {
            case 0 -> victim.kill(millis);
            case 1 -> victim.standStill(millis);
            case 2 -> {
                victim.isCut = true;
                world.after(millis, () -> victim.isCut = false);
            }
            case 3 -> {
                victim.isCutFromGroup = true;
                world.after(millis, () -> victim.isCutFromGroup = false);
            }
            case 4 -> {
                world.linkCut = true;
                world.after(millis, () -> world.linkCut = false);
            }
            case 6 -> victim.stop(millis);
            case 7 -> victim.cutOutside(millis);
            case 8 -> world.takeGatewayDown(millis);
            case 5 -> {
                world.hasQuorum = false;
                world.after(millis, () -> world.hasQuorum = true);
            }
            default -> world.leadAnew();
        }
    }

    @Test
    void noCallIsLostAndNeverAreTwoActive() {
        long takeOvers = 0;
        long handOvers = 0;
        long refused = 0;
        int differences = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            final SwitchPair world = new SwitchPair(new Random(seed));
            try {
                world.settle();
                world.faulty = true;
                world.call(CALLS, (int) world.milli, SwitchPair.FAULTY_MILLIS);
                while (world.isFaulty()) {
                    if (world.chance.nextInt(1_000) == 0) {
                        fault(world);
                    }
                    world.step();
                }
                world.heal();
                world.finish();
            } catch (final AssertionError failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
            takeOvers += world.takeOvers - 1;
            handOvers += world.handOvers;
            refused += world.refusedByNodes;
            differences += world.switches[0].tableDifferences + world.switches[1].tableDifferences;
        }
        System.out.printf(
                "switch pair: %d seeds, %d calls, %d take-overs, %d of them handed over for the outside, %d"
                        + " frames of older terms refused, 0 calls lost%n",
                SEEDS, SEEDS * CALLS, takeOvers, handOvers, refused);
        assertThat(differences).as("copies that differed").isZero();
        assertThat(takeOvers).isGreaterThan(SEEDS);
        if (SEEDS >= 100) {
            assertThat(refused).isPositive();
        }
    }

    @Test
    void whoStopsIsFollowedAtOnce() {
        long longest = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS / 10; seed++) {
            final SwitchPair world = new SwitchPair(new Random(seed));
            world.settle();
            world.call(CALLS, (int) world.milli, (int) world.milli + 3_000);
            world.pass(1_000);
            world.active().stop(3_000);
            world.pass(1_500);
            longest = Math.max(longest, world.longestGapMillis);
            world.finish();
        }
        System.out.printf("switch pair: the active stops, at most %d ms without one%n", longest);
        assertThat(longest).isBetween(2L, 150L);
    }

    @Test
    void whenTheGatewayIsDownForBothNobodyChangesHands() {
        for (long seed = FIRST; seed < FIRST + SEEDS / 10; seed++) {
            final SwitchPair world = new SwitchPair(new Random(seed));
            world.settle();
            world.pass(4_000);
            world.call(CALLS, (int) world.milli, (int) world.milli + 5_000);
            final PairedSwitch active = world.active();
            for (int i = 0; i < 5; i++) {
                world.takeGatewayDown(500 + world.chance.nextInt(3_000));
                for (int milli = 0; milli < 5_000; milli++) {
                    world.step();
                    assertThat(active.isActive()).as("seed %d", seed).isTrue();
                }
            }
            assertThat(world.handOvers).isZero();
            world.finish();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"killed", "hangs", "cut off", "cut off outside"})
    void withinASecondTheOtherOneIsActiveAndTheCallsGoOn(final String what) {
        long longest = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS / 10; seed++) {
            final SwitchPair world = new SwitchPair(new Random(seed));
            world.settle();
            world.pass(4_000);
            world.call(CALLS, (int) world.milli, (int) world.milli + 5_000);
            while (world.calls.stream().filter(UdpCall::isTalking).count() < 3) {
                world.step();
            }
            final PairedSwitch active = world.active();
            final long term = world.highestTerm;
            switch (what) {
                case "killed" -> active.kill(3_000);
                case "hangs" -> active.standStill(3_000);
                case "cut off outside" -> active.cutOutside(3_000);
                default -> {
                    active.isCut = true;
                    world.after(3_000, () -> active.isCut = false);
                }
            }
            world.pass(1_500);
            assertThat(world.highestTerm).isGreaterThan(term);
            longest = Math.max(longest, world.longestGapMillis);
            world.finish();
        }
        System.out.printf("switch pair: the active %s, at most %d ms without one%n", what, longest);
        assertThat(longest).isLessThan(1_000);
    }
}
