// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GatherTimeTest {
    private static final long LONGEST = 8_000;

    private final GatherTime time = new GatherTime(LONGEST, 0);

    @Test
    void theFirstChangeDoesNotWait() {
        assertThat(time.nanosLeft(0)).isNotPositive();
    }

    @Test
    void whoChangesOneRecordAfterAnotherWaitsForAnEighth() {
        time.onFrame(1, 100);

        assertThat(time.nanosLeft(100)).isEqualTo(LONGEST / 8);
        assertThat(time.nanosLeft(100 + LONGEST / 8)).isZero();
    }

    @Test
    void framesThatCarrySeveralChangesAreGatheredForLonger() {
        time.onFrame(2, 0);
        assertThat(time.nanosLeft(0)).isEqualTo(LONGEST / 4);

        time.onFrame(2, 0);
        time.onFrame(2, 0);
        assertThat(time.nanosLeft(0)).isEqualTo(LONGEST);
    }

    @Test
    void butNeverForLongerThanTheInterval() {
        for (int i = 0; i < 100; i++) {
            time.onFrame(1_000, 0);
        }

        assertThat(time.nanosLeft(0)).isEqualTo(LONGEST);
    }

    @Test
    void singleChangesBringTheTimeBackDown() {
        for (int i = 0; i < 3; i++) {
            time.onFrame(9, 0);
        }

        time.onFrame(1, 0);
        assertThat(time.nanosLeft(0)).isEqualTo(LONGEST / 2);

        time.onFrame(1, 0);
        time.onFrame(1, 0);
        time.onFrame(1, 0);
        assertThat(time.nanosLeft(0)).isEqualTo(LONGEST / 8);
    }

    @Test
    void withoutAnIntervalNothingIsGathered() {
        final GatherTime none = new GatherTime(0, 0);

        none.onFrame(5, 10);

        assertThat(none.nanosLeft(10)).isZero();
    }
}
