// SPDX-License-Identifier: Apache-2.0
package io.strowger.lease;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When the active switch leaves its role to the one that sees more; on virtual time, with beats each 50 ms. */
class OutlookTest {
    private static final long MILLI = 1_000_000;

    private final Outlook subject = new Outlook(150 * MILLI, 0);
    private long milli;
    private int other;
    private boolean isHeard = true;
    private int handedOver;

    private void pass(final int millis) {
        for (int i = 0; i < millis; i++) {
            milli++;
            if (isHeard && milli % 50 == 0) {
                subject.other(other, milli * MILLI);
            }
            if (subject.isBetterElsewhere(milli * MILLI)) {
                handedOver++;
                subject.onHandOver(milli * MILLI);
            }
        }
    }

    private void bothSee(final int sight, final int millis) {
        subject.own(sight);
        other = sight;
        pass(millis);
    }

    @Test
    void theRoleGoesAfterTwoTenthsOfASecond() {
        bothSee(3, 4_000);
        subject.own(2);
        pass(200);
        assertThat(handedOver).isZero();
        pass(1);
        assertThat(handedOver).isEqualTo(1);
    }

    /** The gateway is down: one of the two notices a little earlier. */
    @Test
    void whatTheOtherOneNoticesATenthLaterMovesNothing() {
        bothSee(3, 4_000);
        subject.own(2);
        pass(190);
        other = 2;
        pass(5_000);
        assertThat(handedOver).isZero();
    }

    /** The gateway is back: one of the two notices up to a second earlier. */
    @Test
    void whatTheOtherOneSeesAnewIsWaitedFor() {
        bothSee(2, 4_000);
        other = 3;
        pass(2_900);
        assertThat(handedOver).isZero();
        subject.own(3);
        pass(10_000);
        assertThat(handedOver).isZero();
    }

    @Test
    void whatOnlyTheOtherOneSeesAnewCountsAfterThreeSeconds() {
        bothSee(2, 4_000);
        other = 3;
        pass(2_990);
        assertThat(handedOver).isZero();
        pass(60);
        assertThat(handedOver).isEqualTo(1);
    }

    @Test
    void aGatewayThatFlapsMovesNothing() {
        bothSee(3, 4_000);
        for (int i = 0; i < 30; i++) {
            subject.own(2);
            pass(100);
            other = 2;
            pass(700);
            other = 3;
            pass(400);
            subject.own(3);
            pass(800);
        }
        assertThat(handedOver).isZero();
    }

    @Test
    void whoIsNotHeardSeesNothing() {
        bothSee(3, 4_000);
        isHeard = false;
        pass(100);
        subject.own(1);
        pass(5_000);
        assertThat(handedOver).isZero();
        isHeard = true;
        pass(2_900);
        assertThat(handedOver).isZero();
    }

    @Test
    void itIsNotTriedAgainSoonAndMoreSeldomEachTime() {
        bothSee(3, 4_000);
        subject.own(2);
        pass(10_000);
        assertThat(handedOver).isEqualTo(1);
        pass(1_000);
        assertThat(handedOver).isEqualTo(2);
        pass(19_000);
        assertThat(handedOver).isEqualTo(2);
        pass(1_000);
        assertThat(handedOver).isEqualTo(3);
        pass(3_600_000);
        assertThat(handedOver).isBetween(12, 18);
    }

    @Test
    void afterALongTimeItIsAsTheFirstTime() {
        bothSee(3, 4_000);
        subject.own(2);
        pass(201);
        bothSee(3, 700_000);
        subject.own(2);
        pass(201);
        assertThat(handedOver).isEqualTo(2);
        pass(11_000);
        assertThat(handedOver).isEqualTo(3);
    }
}
