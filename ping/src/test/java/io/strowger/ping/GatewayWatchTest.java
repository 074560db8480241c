// SPDX-License-Identifier: Apache-2.0
package io.strowger.ping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a gateway is seen; on virtual time, in turns of 10 ms, answers after 1 ms. */
class GatewayWatchTest {
    private static final long MILLI = 1_000_000;

    private final List<Long> asked = new ArrayList<>();
    private final boolean[] answers = {true, true};
    private final GatewayWatch subject = new GatewayWatch(2, this::ask, 0);
    private final List<Runnable> due = new ArrayList<>();
    private long milli;

    private void ask(final int gateway, final long number) {
        asked.add(number);
        if (answers[gateway]) {
            due.add(() -> subject.onAnswer(gateway, number, milli * MILLI));
        }
    }

    private void pass(final int millis) {
        for (int i = 0; i < millis; i += 10) {
            milli += 10;
            final List<Runnable> now = List.copyOf(due);
            due.clear();
            now.forEach(Runnable::run);
            subject.doWork(milli * MILLI);
        }
    }

    @Test
    void nothingIsSeenUntilItAnswers() {
        assertThat(subject.sight()).isEqualTo(GatewayWatch.NO_GATEWAY);
        answers[1] = false;
        pass(500);
        assertThat(subject.isSeen(0)).isTrue();
        assertThat(subject.isSeen(1)).isFalse();
        assertThat(subject.sight()).isEqualTo(GatewayWatch.NO_GATEWAY + 1);
        answers[1] = true;
        pass(110);
        assertThat(subject.sight()).isEqualTo(GatewayWatch.NO_GATEWAY + 2);
        assertThat(asked).as("ten times a second, both").hasSize(14);
    }

    @Test
    void whatDoesNotAnswerIsAskedSoonerAndGoneAfterThreeQuestions() {
        pass(1_000);
        answers[0] = false;
        final long since = milli;
        while (subject.isSeen(0)) {
            pass(10);
        }
        assertThat(milli - since).isBetween(150L, 270L);
        assertThat(subject.isSeen(1)).isTrue();
    }

    @Test
    void twoLostAnswersTakeNothingAway() {
        pass(1_000);
        for (int i = 0; i < 20; i++) {
            answers[0] = false;
            pass(150);
            answers[0] = true;
            pass(150);
            assertThat(subject.isSeen(0)).isTrue();
        }
    }

    /** It was not asked meanwhile. */
    @Test
    void aProcessThatStoodStillSeesWhatItSaw() {
        pass(1_000);
        due.clear();
        milli += 10_000;
        subject.doWork(milli * MILLI);
        pass(10);
        assertThat(subject.isSeen(0)).isTrue();
    }

    @Test
    void anAnswerToAnOldQuestionSaysNothingOfNow() {
        answers[0] = false;
        pass(1_000);
        subject.onAnswer(0, asked.getFirst(), milli * MILLI);
        assertThat(subject.isSeen(0)).isFalse();
        subject.onAnswer(0, asked.getLast() + 1, milli * MILLI);
        assertThat(subject.isSeen(0)).isFalse();
        subject.onAnswer(2, asked.getLast(), milli * MILLI);
        subject.onAnswer(-1, asked.getLast(), milli * MILLI);
        subject.onAnswer(0, asked.getLast(), milli * MILLI);
        assertThat(subject.isSeen(0)).isTrue();
    }

    @Test
    void withoutCarrierNothingIsSeenAtOnce() {
        pass(1_000);
        subject.carrier(false);
        assertThat(subject.sight()).isEqualTo(GatewayWatch.NO_CARRIER);
        assertThat(subject.isSeen(0)).isFalse();
        subject.carrier(true);
        assertThat(subject.sight()).isEqualTo(GatewayWatch.NO_GATEWAY + 2);
    }
}
