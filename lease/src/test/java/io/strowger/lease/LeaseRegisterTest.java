// SPDX-License-Identifier: Apache-2.0
package io.strowger.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lease as the group has it; one rule each. */
class LeaseRegisterTest {
    private final LeaseRegister register = new LeaseRegister();

    /** Switch 1 has term 1 from 1,000 to 1,600. */
    @ParameterizedTest(name = "switch {0}, holding term {1}, at {2}: {3}")
    @CsvSource({
        "2, 0, 1599, 0",
        "2, 1, 1599, 0",
        "2, 0, 1600, 2",
        "1, 1, 1599, 1",
        "1, 1, 9999, 1",
        "1, 0, 1599, 0",
        "1, 0, 1600, 2",
    })
    void oneSwitchAtATimeAndANewTermForWhoDoesNotHoldIt(
            final int sender, final long held, final long at, final long expected) {
        assertThat(register.request(1, 0, 600, 1_000)).isEqualTo(1);
        assertThat(register.request(sender, held, 600, at)).isEqualTo(expected);
    }

    @Test
    void aRenewalLengthensAndNeverShortens() {
        register.request(1, 0, 600, 1_000);
        register.request(1, 1, 100, 1_100);
        assertThat(register.request(2, 0, 600, 1_599)).isZero();
        register.request(1, 1, 600, 1_500);
        assertThat(register.request(2, 0, 600, 2_099)).isZero();
        assertThat(register.request(2, 0, 600, 2_100)).isEqualTo(2);
        assertThat(register.request(1, 1, 600, 2_200)).isZero();
    }

    @Test
    void aLeaseThatIsGivenUpIsFreeAtOnceAndNotRenewed() {
        register.request(1, 0, 600, 1_000);
        register.release(2, 1);
        register.release(1, 2);
        assertThat(register.request(2, 0, 600, 1_001)).isZero();
        register.release(1, 1);
        assertThat(register.request(1, 1, 600, 1_002)).isEqualTo(2);
        register.release(1, 2);
        assertThat(register.request(2, 0, 600, 1_003)).isEqualTo(3);
    }

    @Test
    void aSnapshotKeepsAllOfIt() {
        register.request(1, 0, 600, 1_000);
        final var copy = new LeaseRegister();
        copy.restore(
                register.holder(),
                register.term(),
                register.endsAtMillis(),
                register.lengthMillis());
        assertThat(copy.request(2, 0, 600, 1_599)).isZero();
        assertThat(copy.request(1, 1, 600, 1_599)).isEqualTo(1);
        final var led = new LeaseRegister();
        led.restore(
                register.holder(),
                register.term(),
                register.endsAtMillis(),
                register.lengthMillis());
        led.onNewLeader(500);
        assertThat(led.request(2, 0, 600, 1_099)).isZero();
        assertThat(led.request(2, 0, 600, 1_100)).isEqualTo(2);
    }

    /** Switch 1 has the lease from 1,000 to 1,600; then a member leads whose clock says another time. */
    @ParameterizedTest
    @CsvSource({"1_200", "61_200", "-58_800"})
    void aNewLeadersClockGivesTheHolderAWholeLengthAndNoMore(final String time) {
        final long from = Long.parseLong(time.replace("_", ""));
        register.request(1, 0, 600, 1_000);
        register.onNewLeader(from);
        assertThat(register.request(2, 0, 600, from + 599)).isZero();
        assertThat(register.request(1, 1, 600, from + 599)).isEqualTo(1);
        assertThat(register.request(2, 0, 600, from + 1_198)).isZero();
        assertThat(register.request(2, 0, 600, from + 1_199)).isEqualTo(2);
    }

    @Test
    void theLongestRunningGrantCountsForANewLeader() {
        register.request(1, 0, 1_000, 1_000);
        register.request(1, 1, 100, 1_100);
        register.onNewLeader(0);
        assertThat(register.request(2, 0, 600, 999)).isZero();
        assertThat(register.request(2, 0, 600, 1_000)).isEqualTo(2);
    }

    @Test
    void aFreeLeaseIsFreeUnderANewLeader() {
        register.onNewLeader(5_000);
        assertThat(register.request(1, 0, 600, 5_000)).isEqualTo(5);
        register.release(1, 5);
        register.onNewLeader(1_000);
        assertThat(register.request(2, 0, 600, 1_000)).isEqualTo(6);
    }

    @Test
    void theFirstTermIsAboveThoseOfAGroupWhoseLogIsGone() {
        final long now = 1_764_000_000_000L;
        assertThat(register.request(1, 0, 600, now)).isEqualTo(1_764_000_000L);
        assertThat(register.request(2, 0, 600, now + 600)).isEqualTo(1_764_000_001L);
    }

    @ParameterizedTest
    @CsvSource({"-1, 600, 0", "1, 0, 0", "1, 60000, 1", "1, 60001, 0"})
    void impossibleRequestsAreRefused(final int sender, final long length, final long expected) {
        assertThat(register.request(sender, 0, length, 1_000)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "99, 10, 30, 30",
        "60001, 10, 30, 30",
        "600, 151, 100, 100",
        "600, 10, 201, 100",
        "600, 10, 100, 201"
    })
    void impossibleTimesAreRefused(
            final long length, final long margin, final long renewal, final long silence) {
        assertThatThrownBy(
                        () ->
                                new LeaseConfig(
                                        Duration.ofMillis(length),
                                        Duration.ofMillis(margin),
                                        Duration.ofMillis(renewal),
                                        Duration.ofMillis(silence)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
