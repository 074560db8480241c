// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.protection.ProtectionConfig;
import io.strowger.protection.SourceRates;
import io.strowger.sip.message.IpAddress;
import org.junit.jupiter.api.Test;

class ConnectionAdmissionTest {
    private final ConnectionAdmission admission =
            new ConnectionAdmission(3, 2, new SourceRates(ProtectionConfig.ofNobody(), 5, 0));

    @Test
    void oneMoreThanTheLimitOfTheSourceIsRefusedUntilOneIsReleased() {
        final IpAddress source = IpAddress.v4(1);
        assertThat(admission.admit(source)).isEqualTo(ConnectionAdmission.Answer.ADMITTED);
        assertThat(admission.admit(source)).isEqualTo(ConnectionAdmission.Answer.ADMITTED);
        assertThat(admission.admit(source))
                .isEqualTo(ConnectionAdmission.Answer.TOO_MANY_OF_SOURCE);
        admission.release(source);
        assertThat(admission.admit(source)).isEqualTo(ConnectionAdmission.Answer.ADMITTED);
    }

    @Test
    void aSourceThatComesTooOftenIsRefusedForAWhile() {
        final IpAddress source = IpAddress.v4(1);
        for (int i = 0; i < 5; i++) {
            assertThat(admission.accept(source, 0)).isEqualTo(ConnectionAdmission.Answer.ADMITTED);
            admission.release(source);
        }
        assertThat(admission.accept(source, 0)).isEqualTo(ConnectionAdmission.Answer.TOO_FAST);
        assertThat(admission.accept(IpAddress.v4(2), 0))
                .isEqualTo(ConnectionAdmission.Answer.ADMITTED);
        assertThat(admission.accept(source, 200_000_000))
                .isEqualTo(ConnectionAdmission.Answer.ADMITTED);
        assertThat(admission.accept(source, 200_000_000))
                .isEqualTo(ConnectionAdmission.Answer.TOO_FAST);
    }

    @Test
    void oneMoreThanTheTotalIsRefusedWhoeverAsks() {
        for (int i = 0; i < 3; i++) {
            assertThat(admission.admit(IpAddress.v4(i)))
                    .isEqualTo(ConnectionAdmission.Answer.ADMITTED);
        }
        assertThat(admission.admit(IpAddress.v4(3))).isEqualTo(ConnectionAdmission.Answer.TOO_MANY);
    }

    @Test
    void addressesOfOneIpv6NetworkCountTogether() {
        assertThat(admission.admit(new IpAddress(7, 1)))
                .isEqualTo(ConnectionAdmission.Answer.ADMITTED);
        assertThat(admission.admit(new IpAddress(7, 2)))
                .isEqualTo(ConnectionAdmission.Answer.ADMITTED);
        assertThat(admission.admit(new IpAddress(7, 3)))
                .isEqualTo(ConnectionAdmission.Answer.TOO_MANY_OF_SOURCE);
        assertThat(admission.admit(new IpAddress(8, 3)))
                .isEqualTo(ConnectionAdmission.Answer.ADMITTED);
    }

    @Test
    void releasedSourcesLeaveNothingBehind() {
        for (int i = 0; i < 1_000; i++) {
            final IpAddress source = IpAddress.v4(i);
            assertThat(admission.admit(source)).isEqualTo(ConnectionAdmission.Answer.ADMITTED);
            admission.release(source);
        }
        assertThat(admission.sources()).isZero();
        assertThat(admission.total()).isZero();
    }
}
