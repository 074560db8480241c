// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OffendersTest {
    private static final long HOLD = Offenders.HOLD_NANOS;

    private final Offenders offenders = new Offenders();

    private void discard(final long source, final int passed, final int count) {
        for (int i = 0; i < count; i++) {
            offenders.discarded(0, source, passed);
        }
    }

    @Test
    void shareIsThePartThatPassed() {
        discard(7, 25, 75);
        assertThat(offenders.hasDiscarded()).isTrue();
        assertThat(offenders.isEmpty()).isTrue();
        offenders.endWindow(0);
        assertThat(offenders.hasDiscarded()).isFalse();
        assertThat(offenders.takeChange()).isTrue();
        assertThat(offenders.takeChange()).isFalse();
        assertThat(offenders.count()).isEqualTo(1);
        assertThat(offenders.addressLow(0)).isEqualTo(7);
        assertThat(offenders.share(0)).isEqualTo(0.25);
    }

    @Test
    void worstIsTheOneWithTheSmallestShare() {
        discard(1, 50, 100);
        discard(2, 1, 100);
        discard(3, 10, 100);
        offenders.endWindow(0);
        assertThat(offenders.addressLow(offenders.worst())).isEqualTo(2);
    }

    @Test
    void fewOrLessThanHalfAreNotWorthAPlace() {
        discard(1, 0, Offenders.LEAST_DISCARDED - 1);
        discard(2, 0, Offenders.LEAST_DISCARDED);
        discard(3, 101, 100);
        discard(4, 100, 100);
        offenders.endWindow(0);
        assertThat(offenders.count()).isEqualTo(2);
        assertThat(offenders.addressLow(0)).isEqualTo(2);
        assertThat(offenders.addressLow(1)).isEqualTo(4);
        assertThat(offenders.takeChange()).isTrue();
    }

    @Test
    void oneMoreThanTheLimitWaitsForTheNextWindow() {
        for (int source = 0; source <= Offenders.LIMIT; source++) {
            discard(source, 1, 99);
        }
        offenders.endWindow(0);
        assertThat(offenders.count()).isEqualTo(Offenders.LIMIT);
        discard(Offenders.LIMIT, 1, 99);
        offenders.endWindow(1);
        assertThat(offenders.count()).isEqualTo(Offenders.LIMIT);
        for (int hold = 1; hold < 7; hold++) {
            offenders.endWindow(hold * HOLD);
        }
        offenders.endWindow(7 * HOLD);
        assertThat(offenders.count()).isZero();
        discard(Offenders.LIMIT, 1, 99);
        offenders.endWindow(7 * HOLD + 1);
        assertThat(offenders.count()).isEqualTo(1);
    }

    @Test
    void whoKeepsToItsShareIsLetThroughTwiceAsMuchUntilItIsForgotten() {
        discard(7, 25, 75);
        offenders.endWindow(0);
        assertThat(offenders.takeChange()).isTrue();
        offenders.endWindow(HOLD - 1);
        assertThat(offenders.takeChange()).isFalse();
        offenders.endWindow(HOLD);
        assertThat(offenders.share(0)).isEqualTo(0.5);
        assertThat(offenders.takeChange()).isTrue();
        offenders.endWindow(2 * HOLD);
        assertThat(offenders.isEmpty()).isTrue();
        assertThat(offenders.takeChange()).isTrue();
    }

    @Test
    void whoStillSendsTooMuchIsLetThroughLess() {
        discard(7, 25, 75);
        offenders.endWindow(0);
        discard(7, 50, 50);
        offenders.endWindow(HOLD / 2);
        assertThat(offenders.count()).isEqualTo(1);
        assertThat(offenders.share(0)).isEqualTo(0.125);
        offenders.endWindow(HOLD);
        assertThat(offenders.share(0)).as("its time began anew").isEqualTo(0.125);
    }

    @Test
    void shareNeverVanishes() {
        for (int window = 0; window < 20; window++) {
            discard(7, 0, 10_000);
            offenders.endWindow(window);
        }
        assertThat(offenders.share(0)).isEqualTo(Offenders.LEAST_SHARE);
    }

    @Test
    void hostsOfAnIpv6NetworkAreOneSource() {
        for (int host = 0; host < 100; host++) {
            offenders.discarded(9, host, 1);
        }
        offenders.endWindow(0);
        assertThat(offenders.count()).isEqualTo(1);
        assertThat(offenders.addressHigh(0)).isEqualTo(9);
    }
}
