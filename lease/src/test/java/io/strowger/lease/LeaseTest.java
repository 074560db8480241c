// SPDX-License-Identifier: Apache-2.0
package io.strowger.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules of the lease that chance seldom meets; the rest is in {@link LeaseSimulationTest}. */
class LeaseTest {
    private static final long MILLI = 1_000_000;

    /** A switch of which only the questions to the group are seen. */
    private static final class Asking implements LeaseOutput {
        private final List<Long> questions = new ArrayList<>();
        private final List<Long> askedAt = new ArrayList<>();
        private final List<Long> released = new ArrayList<>();
        private long now;
        private final Lease lease;

        Asking(final long startMilli) {
            lease = new Lease(LeaseConfig.standard(), this, startMilli * MILLI);
        }

        private void runs(final long fromMilli, final long toMilli) {
            for (long milli = fromMilli; milli <= toMilli; milli++) {
                lease.doWork(milli * MILLI);
            }
        }

        @Override
        public void requestLease(final long number, final long heldTerm, final long lengthMillis) {
            questions.add(number);
            askedAt.add(now);
        }

        @Override
        public void releaseLease(final long heldTerm) {
            released.add(heldTerm);
        }

        @Override
        public void sendBeat(final SwitchBeat beat) {}

        @Override
        public void onActive(final long term) {}

        @Override
        public void onHandOver() {}

        @Override
        public void onStandby() {}
    }

    @Test
    void anAnswerToTheProcessThatWasHereBeforeIsNotTaken() {
        final var before = new Asking(0);
        before.runs(0, 200);
        final var now = new Asking(1_000);
        now.runs(1_000, 1_200);
        now.lease.onAnswer(before.questions.getFirst(), 4, 1_201 * MILLI);
        now.runs(1_201, 1_650);
        assertThat(now.lease.isActive(1_650 * MILLI)).isFalse();
        now.lease.onAnswer(now.questions.getLast(), 5, 1_651 * MILLI);
        assertThat(now.lease.isActive(1_651 * MILLI)).isTrue();
        assertThat(now.lease.term()).isEqualTo(5);
    }

    @Test
    void aLeaseEndsByItselfALengthAfterItWasAskedForLessTheMargin() {
        final var only = new Asking(0);
        only.runs(0, 700);
        only.lease.onAnswer(only.questions.getLast(), 1, 700 * MILLI);
        assertThat(only.lease.isActive(700 * MILLI)).isTrue();
        // Asked at 150, 300, 450 and 600.
        assertThat(only.questions).hasSize(4);
        assertThat(only.lease.isActive(1_179 * MILLI)).isTrue();
        assertThat(only.lease.isActive(1_180 * MILLI)).isFalse();
    }

    /** A disk that takes its time, or a group that has just started. */
    @Test
    void answersThatTakeLongerThanTheNextRequestLengthenTheLeaseAllTheSame() {
        final var only = new Asking(0);
        int answered = 0;
        boolean wasActive = false;
        for (long milli = 0; milli <= 5_000; milli++) {
            only.now = milli * MILLI;
            only.lease.doWork(milli * MILLI);
            if (answered < only.askedAt.size()
                    && milli * MILLI >= only.askedAt.get(answered) + 320 * MILLI) {
                only.lease.onAnswer(only.questions.get(answered), 7, milli * MILLI);
                answered++;
            }
            wasActive |= only.lease.isActive(milli * MILLI);
            assertThat(!wasActive || only.lease.isActive(milli * MILLI))
                    .as("still active at %d ms", milli)
                    .isTrue();
        }
        assertThat(wasActive).isTrue();
        assertThat(only.lease.isActive(5_300 * MILLI)).isFalse();
    }

    @Test
    void nothingThatWasAskedBeforeItLeftMakesItActiveAgain() {
        final var only = new Asking(0);
        only.runs(0, 700);
        only.lease.onAnswer(only.questions.getLast(), 1, 700 * MILLI);
        only.runs(701, 1_000);
        final long renewal = only.questions.getLast();
        only.lease.leave(1_000 * MILLI);
        only.lease.onAnswer(renewal, 1, 1_001 * MILLI);
        only.runs(1_001, 1_002);
        assertThat(only.lease.isActive(1_002 * MILLI)).isFalse();
        assertThat(only.released).containsExactly(1L);
    }

    /** It would be nobody's for the length of a lease. */
    @Test
    void whatWasGrantedAndNotTakenUpIsGivenBack() {
        final var only = new Asking(0);
        only.runs(0, 400);
        only.lease.onAnswer(only.questions.getFirst(), 4, 400 * MILLI);
        assertThat(only.lease.isActive(400 * MILLI)).as("it might have promised").isFalse();
        only.lease.leave(401 * MILLI);
        assertThat(only.released).containsExactly(4L);
        only.runs(402, 2_000);
        assertThat(only.lease.isActive(700 * MILLI)).isFalse();
    }

    @Test
    void whatIsGrantedAfterItHasLeftIsGivenBackAndWaitedFor() {
        final var only = new Asking(0);
        only.runs(0, 700);
        only.lease.leave(701 * MILLI);
        assertThat(only.lease.hasHeir(701 * MILLI)).as("three answers may come").isFalse();
        for (final long question : only.questions) {
            only.lease.onAnswer(
                    question, question == only.questions.getLast() ? 5 : 0, 710 * MILLI);
        }
        assertThat(only.released).containsExactly(5L);
        assertThat(only.lease.isActive(710 * MILLI)).isFalse();
        assertThat(only.lease.hasHeir(710 * MILLI)).isTrue();
    }

    @Test
    void anAnswerThatDoesNotComeIsNotWaitedForLongerThanALeaseLasts() {
        final var only = new Asking(0);
        only.runs(0, 700);
        only.lease.leave(701 * MILLI);
        assertThat(only.lease.hasHeir(1_190 * MILLI)).isFalse();
        assertThat(only.lease.hasHeir(1_210 * MILLI)).isTrue();
    }

    /** The group has heard first that it wants more, then that it gives it back. */
    @Test
    void anAnswerToItsLastRenewalIsNotGivenBackTwice() {
        final var only = new Asking(0);
        only.runs(0, 700);
        only.lease.onAnswer(only.questions.getLast(), 1, 700 * MILLI);
        only.runs(701, 1_000);
        only.lease.leave(1_000 * MILLI);
        only.lease.onAnswer(only.questions.getLast(), 1, 1_001 * MILLI);
        assertThat(only.released).containsExactly(1L);
    }

    @Test
    void whoHasLeftNeverAsksAgain() {
        final var only = new Asking(0);
        only.runs(0, 700);
        only.lease.onAnswer(only.questions.getLast(), 1, 700 * MILLI);
        only.runs(701, 1_000);
        only.lease.leave(1_000 * MILLI);
        final int asked = only.questions.size();
        only.runs(1_001, 5_000);
        assertThat(only.questions).hasSize(asked);
    }
}
