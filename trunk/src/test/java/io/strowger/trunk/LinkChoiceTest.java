// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which of two links is taken, on virtual time: frames of 100 bytes, a beat of each link every 25 ms, turns every 5 ms. */
class LinkChoiceTest {
    private static final long MILLI = 1_000_000;
    private static final int BYTES = 100;

    private final LinkChoice choice = new LinkChoice();
    private final long[] roundTrips = {MILLI, MILLI};
    private final boolean[] answers = {true, true};
    private long now = 10_000 * MILLI;
    private int left;

    @BeforeEach
    void bothWork() {
        choice.link(0).connected(true);
        choice.link(1).connected(true);
        pass(100);
        assertThat(choice.link(0).isWorking()).isTrue();
        assertThat(choice.link(1).isWorking()).isTrue();
    }

    private void pass(final long millis) {
        final long end = now + millis * MILLI;
        while (now < end) {
            now += 5 * MILLI;
            if (now / MILLI % 25 == 0) {
                send(0);
                send(1);
            }
            left |= choice.doWork(now);
        }
    }

    private void send(final int link) {
        choice.link(link).onSent(BYTES, now);
        if (answers[link]) {
            answer(link);
        }
    }

    private void answer(final int link) {
        final long position = choice.link(link).position();
        choice.onAnswered(link, position, now, roundTrips[link], now);
    }

    @Test
    void framesGoWhereTheLeastIsOutstanding() {
        final int first = choice.next();
        assertThat(choice.next()).as("equal ones change nothing").isEqualTo(first);
        choice.link(first).onSent(2 * BYTES, now);
        assertThat(choice.next()).isEqualTo(1 - first);
        choice.link(1 - first).onSent(3 * BYTES, now);
        assertThat(choice.next()).isEqualTo(first);
    }

    @Test
    void aLinkThatDoesNotAnswerIsLeftWithin100Millis() {
        answers[1] = false;
        pass(60);
        assertThat(left).isZero();
        pass(40);
        assertThat(left).isEqualTo(2);
        assertThat(choice.link(1).state()).isEqualTo(LinkState.SILENT);
        assertThat(choice.link(1).leftAfter()).isBetween(60 * MILLI, 75 * MILLI);
        assertThat(choice.next()).isZero();
    }

    @Test
    void aLinkWhoseRoundTripIsMuchLongerIsLeftWithin100Millis() {
        roundTrips[0] = 50 * MILLI;
        pass(100);
        assertThat(left).isEqualTo(1);
        assertThat(choice.link(0).state()).isEqualTo(LinkState.CONGESTED);
        assertThat(choice.next()).isEqualTo(1);
    }

    /** Turns of a busy host, not the network. */
    @Test
    void aLittleLongerIsNoCongestion() {
        roundTrips[0] = 15 * MILLI;
        pass(1_000);
        assertThat(left).isZero();
    }

    @Test
    void ofTwoSlowLinksNoneIsLeft() {
        roundTrips[0] = 50 * MILLI;
        roundTrips[1] = 50 * MILLI;
        pass(1_000);
        assertThat(left).isZero();
    }

    @Test
    void aLinkAtWhoseOtherEndNobodyIsIsLeftAtOnce() {
        choice.link(0).connected(false);
        assertThat(choice.doWork(now)).isEqualTo(1);
        assertThat(choice.link(0).state()).isEqualTo(LinkState.CLOSED);
        assertThat(choice.next()).isEqualTo(1);
        choice.link(1).connected(false);
        choice.doWork(now);
        assertThat(choice.next()).isEqualTo(LinkChoice.NONE);
    }

    @Test
    void aLinkComesBackAfterASecondOfAnswers() {
        leaveAndAnswerAgain();
        pass(900);
        assertThat(choice.link(1).state()).isEqualTo(LinkState.RETURNING);
        pass(150);
        assertThat(choice.link(1).isWorking()).isTrue();
    }

    private void leaveAndAnswerAgain() {
        answers[1] = false;
        pass(150);
        assertThat(choice.link(1).isWorking()).isFalse();
        answers[1] = true;
    }

    @Test
    void aLinkThatDoesNotStayHasToAnswerTwiceAsLong() {
        leaveAndAnswerAgain();
        pass(1_100);
        assertThat(choice.link(1).isWorking()).isTrue();
        leaveAndAnswerAgain();
        pass(1_900);
        assertThat(choice.link(1).isWorking()).isFalse();
        pass(200);
        assertThat(choice.link(1).isWorking()).isTrue();
        pass(61_000);
        leaveAndAnswerAgain();
        pass(1_100);
        assertThat(choice.link(1).isWorking()).as("it stayed for a minute").isTrue();
        assertThat(choice.link(1).leftTimes()).isEqualTo(3);
    }

    @Test
    void howLongALinkHasToAnswerHasALimit() {
        for (int i = 0; i < 12; i++) {
            leaveAndAnswerAgain();
            pass(30_100);
            assertThat(choice.link(1).isWorking()).as("time %d", i).isTrue();
        }
    }

    /** Then it is the peer that stands still: the first answer brings a link back. */
    @Test
    void whenNoneAnswersTheFirstThatDoesIsTaken() {
        answers[0] = false;
        answers[1] = false;
        pass(200);
        assertThat(choice.hasWorking()).isFalse();
        assertThat(choice.next()).as("one is tried all the same").isNotEqualTo(LinkChoice.NONE);
        answers[1] = true;
        pass(30);
        assertThat(choice.next()).isEqualTo(1);
        assertThat(choice.link(1).isWorking()).isTrue();
    }

    /** What has come meanwhile is taken in the same turn, and may be the answer. */
    @Test
    void whoStoodStillItselfLeavesNoLink() {
        answers[0] = false;
        answers[1] = false;
        send(0);
        send(1);
        now += 3_000 * MILLI;
        assertThat(choice.doWork(now)).isZero();
        answer(0);
        answer(1);
        now += 5 * MILLI;
        assertThat(choice.doWork(now)).isZero();
    }

    @Test
    void answersThatSayNothingNewOrCannotBeAreNotCounted() {
        final LinkHealth link = choice.link(0);
        final long before = link.roundTrip();
        link.onAnswered(link.position() + 1, now, 500 * MILLI, now);
        link.onAnswered(0, now, 500 * MILLI, now);
        assertThat(link.roundTrip()).isEqualTo(before);
    }

    /** Of the former one nothing is left; what the other end knows of its place only rises. */
    @Test
    void aNewLinkInAnOldPlaceBeginsWhereThatEnded() {
        final long position = choice.link(1).position();
        choice.forget(1);
        assertThat(choice.link(1).position()).isEqualTo(position);
        assertThat(choice.link(1).outstanding()).isZero();
        assertThat(choice.link(1).state()).isEqualTo(LinkState.CLOSED);
    }
}
