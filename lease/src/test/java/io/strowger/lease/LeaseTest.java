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
        }

        @Override
        public void sendBeat(final SwitchBeat beat) {}

        @Override
        public void onActive(final long term) {}

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
}
