// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two links as one trunk: each frame comes once and in order, whatever one of the links does (row D6). */
class TrunkLinksTest {
    private static final long MILLI = LinkedEnds.MILLI;

    /** 60 ms without an answer, the turn that sees it, and the way of what is sent again. */
    private static final long HELD_UP = 100 * MILLI;

    private final LinkedEnds ends = new LinkedEnds(2);

    /** Sends both ways for a while, some 10 frames in 20 ms, and more or less of them at once. */
    private void talk(final long millis) {
        final Random random = new Random(11);
        for (long i = 0; i < millis / 2; i++) {
            for (int frames = random.nextInt(3); frames > 0; frames--) {
                assertThat(ends.node.send()).isTrue();
                assertThat(ends.board.send()).isTrue();
            }
            ends.pass(2);
        }
    }

    private void begin() {
        ends.pass(50);
        talk(200);
    }

    private void assertAllHaveCome() {
        ends.pass(400);
        assertThat(ends.board.delivered).isEqualTo(upTo(ends.node.offered));
        assertThat(ends.node.delivered).isEqualTo(upTo(ends.board.offered));
    }

    private static List<Long> upTo(final long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    @Test
    void bothLinksAreUsed() {
        begin();
        assertAllHaveCome();
        assertThat(ends.node.sentOver(0)).isGreaterThan(60);
        assertThat(ends.node.sentOver(1)).isGreaterThan(60);
        assertThat(ends.board.sentOver(1)).isGreaterThan(60);
        assertThat(ends.board.longest).isLessThan(5 * MILLI);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aLinkThatIsCutWithoutAWordIsLeft(final int cut) {
        begin();
        ends.wires.get(cut).carry(false);
        talk(100);
        assertThat(ends.node.state(cut)).isEqualTo(LinkState.SILENT);
        assertThat(ends.board.state(cut)).isEqualTo(LinkState.SILENT);
        talk(900);
        ends.wires.get(cut).carry(true);
        talk(2_000);
        assertThat(ends.node.state(cut)).isEqualTo(LinkState.WORKING);
        assertAllHaveCome();
        assertThat(ends.board.longest).isLessThan(HELD_UP);
        assertThat(ends.node.longest).isLessThan(HELD_UP);
    }

    /** The direction that carries goes on, the other one is left. */
    @Test
    void aLinkThatCarriesInOneDirectionIsLeftInTheOther() {
        begin();
        ends.wires.get(0).carries[1] = false;
        talk(300);
        assertThat(ends.node.state(0)).isEqualTo(LinkState.SILENT);
        assertThat(ends.board.state(0)).isEqualTo(LinkState.WORKING);
        assertAllHaveCome();
        assertThat(ends.board.longest).isLessThan(HELD_UP);
    }

    @Test
    void aCongestedLinkIsLeft() {
        begin();
        ends.wires.get(1).delay = 40 * MILLI;
        talk(200);
        assertThat(ends.node.state(1)).isEqualTo(LinkState.CONGESTED);
        talk(1_000);
        ends.wires.get(1).delay = 500 * MILLI;
        talk(1_000);
        ends.wires.get(1).delay = MILLI;
        talk(3_000);
        assertThat(ends.node.state(1)).isEqualTo(LinkState.WORKING);
        assertAllHaveCome();
        assertThat(ends.board.longest).isLessThan(HELD_UP);
    }

    @Test
    void aLinkThatIsClosedIsLeftAtOnceAndWhatItHadComesOverTheOther() {
        begin();
        ends.wires.get(0).delay = 15 * MILLI;
        talk(20);
        ends.wires.get(0).open = false;
        ends.wires.get(0).lose();
        talk(100);
        assertThat(ends.node.state(0)).isEqualTo(LinkState.CLOSED);
        ends.wires.get(0).open = true;
        assertAllHaveCome();
        assertThat(ends.board.longest).isLessThan(30 * MILLI);
    }

    /** Nobody has told: only that the peer confirms nothing shows it. */
    @Test
    void whatALinkHasLostWithoutAWordIsSentAgain() {
        begin();
        ends.node.send();
        ends.node.send();
        ends.wires.forEach(LinkedEnds.Wire::lose);
        talk(600);
        assertAllHaveCome();
        assertThat(ends.board.longest).isLessThan(300 * MILLI);
    }

    @Test
    void whoStandsStillGetsEverythingOnceWhenHeGoesOn() {
        begin();
        ends.board.stands = true;
        for (int i = 0; i < 100; i++) {
            ends.node.send();
            ends.pass(5);
        }
        assertThat(ends.node.state(0)).isEqualTo(LinkState.SILENT);
        ends.board.stands = false;
        assertAllHaveCome();
    }

    /** As on a host that stands still now and then: both links work at once when it goes on, and nothing is counted. */
    @Test
    void whoStandsStillOftenHasBothLinksAgainEachTime() {
        begin();
        for (int i = 0; i < 10; i++) {
            ends.board.stands = true;
            talk(120);
            ends.board.stands = false;
            talk(30);
            for (final LinkedEnds.End end : List.of(ends.node, ends.board)) {
                assertThat(end.links.figures(end.peer()))
                        .as("time %d", i)
                        .allSatisfy(link -> assertThat(link.state()).isEqualTo(LinkState.WORKING))
                        .allSatisfy(link -> assertThat(link.leftTimes()).isZero());
            }
        }
        assertAllHaveCome();
    }

    @Test
    void anotherProcessInAPlaceGetsNothingOfTheFormer() {
        begin();
        ends.wires.get(0).carry(false);
        ends.wires.get(1).carry(false);
        ends.board.send();
        ends.restartNode();
        ends.wires.get(0).carry(true);
        ends.wires.get(1).carry(true);
        ends.pass(50);
        assertThat(ends.node.delivered).isEmpty();
        final long first = ends.board.offered + 1;
        assertThat(ends.board.send()).isTrue();
        assertThat(ends.node.send()).isTrue();
        ends.pass(50);
        assertThat(ends.node.delivered).containsExactly(first);
        assertThat(ends.board.delivered).containsExactly(ends.node.offered);
    }

    @Test
    void linksAreAddedAndRemovedWhileFramesGo() {
        begin();
        ends.add("link 3");
        talk(200);
        assertThat(ends.node.state(2)).isEqualTo(LinkState.WORKING);
        assertThat(ends.node.sentOver(2)).isGreaterThan(20);
        assertThat(ends.board.links.remove("link 1")).isEqualTo(LinkChange.DONE);
        talk(40);
        assertThat(ends.node.links.remove("link 1")).isEqualTo(LinkChange.DONE);
        talk(20);
        assertThat(ends.board.links.remove("link 2")).isEqualTo(LinkChange.DONE);
        assertThat(ends.node.links.remove("link 2")).isEqualTo(LinkChange.DONE);
        talk(1_500);
        assertThat(ends.node.links.addresses()).containsExactly("link 3");
        ends.add("link 1");
        talk(200);
        assertThat(ends.node.links.addresses()).containsExactly("link 1", "link 3");
        assertAllHaveCome();
        assertThat(ends.board.longest).isLessThan(HELD_UP);
        assertThat(ends.node.longest).isLessThan(HELD_UP);
    }

    @Test
    void aLinkThatIsNeededStays() {
        begin();
        ends.wires.get(0).carry(false);
        talk(200);
        assertThat(ends.board.links.remove("link 2")).isEqualTo(LinkChange.NEEDED);
        assertThat(ends.node.links.remove("link 2")).isEqualTo(LinkChange.NEEDED);
        assertThat(ends.board.links.remove("link 1")).isEqualTo(LinkChange.DONE);
        assertThat(ends.board.links.remove("link 2")).as("the last").isEqualTo(LinkChange.NEEDED);
        assertThat(ends.board.links.remove("link 1")).isEqualTo(LinkChange.NOT_THERE);
        assertAllHaveCome();
    }

    /** It would not hear of another one. */
    @Test
    void theLinkOfWhoHasButOneStays() {
        begin();
        ends.node.ends.getFirst().offer(101, new UnsafeBuffer(new byte[300]), 300);
        ends.pass(50);
        assertThat(ends.board.links.remove("link 1")).isEqualTo(LinkChange.NEEDED);
        ends.pass(1_000);
        assertThat(ends.board.links.remove("link 1")).isEqualTo(LinkChange.DONE);
    }

    @Test
    void thereAreFourLinksAtMost() {
        ends.add("link 3");
        assertThat(ends.board.links.mayAdd("link 3")).isEqualTo(LinkChange.THERE_ALREADY);
        assertThat(ends.board.links.mayAdd("link 4")).isEqualTo(LinkChange.DONE);
        ends.add("link 4");
        assertThat(ends.board.links.mayAdd("link 5")).isEqualTo(LinkChange.NO_ROOM);
        assertThat(ends.board.links.add(ends.board.ends.getFirst(), "link 5"))
                .isEqualTo(LinkChoice.NONE);
    }

    /** 1,024 frames that nobody confirms; of longer ones 512 KiB. */
    @Test
    void whatIsNotConfirmedHasALimitAndTheTrunkIsFullThen() {
        begin();
        ends.pass(50);
        ends.board.stands = true;
        int taken = 0;
        while (ends.node.send()) {
            taken++;
        }
        assertThat(taken).isEqualTo(FrameRing.FRAMES);
        ends.board.stands = false;
        ends.pass(100);
        assertThat(ends.node.send()).isTrue();
        assertAllHaveCome();
    }

    @Test
    void anIdleTrunkSaysLittle() {
        begin();
        ends.pass(400);
        final long before = ends.node.sentOver(0) + ends.node.sentOver(1);
        ends.pass(1_000);
        // 40 beats a second over each, and as many answers at most.
        assertThat(ends.node.sentOver(0) + ends.node.sentOver(1) - before).isBetween(70L, 160L);
    }

    @Test
    void aHeaderThatSaysWhatCannotBeIsNoFrame() {
        begin();
        final int before = ends.board.delivered.size();
        final byte[][] bad = new byte[4][LinkHeader.LENGTH + 20];
        for (final byte[] frame : bad) {
            new LinkHeader().write(new UnsafeBuffer(frame), 0);
        }
        bad[0] = Arrays.copyOf(bad[0], 71);
        bad[1][1] = 2;
        bad[2][2] = 71;
        bad[3][4] = LinkChoice.MOST;
        for (final byte[] frame : bad) {
            ends.node.ends.getFirst().offer(101, new UnsafeBuffer(frame), frame.length);
        }
        talk(100);
        assertAllHaveCome();
        assertThat(ends.board.delivered).hasSizeGreaterThan(before);
        assertThat(ends.board.badFrames()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void eachFrameComesOnceAndInOrderWhateverOneOfThemDoes(final long seed) {
        final Random random = new Random(seed);
        begin();
        for (int i = 0; i < 40; i++) {
            final LinkedEnds.Wire wire = ends.wires.get(random.nextInt(2));
            switch (random.nextInt(5)) {
                case 0 -> wire.carries[random.nextInt(2)] = false;
                case 1 -> wire.delay = random.nextInt(300) * MILLI;
                case 2 -> {
                    wire.open = false;
                    wire.lose();
                }
                case 3 -> wire.carry(false);
                default -> ends.board.stands = true;
            }
            talkAsFarAsItIsTaken(random, random.nextInt(300));
            wire.carry(true);
            wire.delay = MILLI;
            wire.open = true;
            ends.board.stands = false;
            talkAsFarAsItIsTaken(random, random.nextInt(1_500));
        }
        assertThat(ends.node.offered).isGreaterThan(1_000);
        ends.pass(1_000);
        assertAllHaveCome();
    }

    private void talkAsFarAsItIsTaken(final Random random, final int millis) {
        for (int i = 0; i < millis; i += 2) {
            if (random.nextInt(4) == 0) {
                ends.node.send();
                ends.board.send();
            }
            ends.pass(2);
        }
    }
}
