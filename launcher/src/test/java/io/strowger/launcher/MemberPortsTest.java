// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.strowger.location.client.MemberAddress;
import java.net.DatagramSocket;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class MemberPortsTest {
    private static boolean isFree(int first) {
        try {
            MemberPorts.check(new MemberAddress("127.0.0.1", first), 0);
            return true;
        } catch (CommandFailure used) {
            return false;
        }
    }

    @Test
    void aPortThatAnotherProgramHasIsNamed() throws Exception {
        int first = 22_000;
        while (!isFree(first)) {
            first += MemberAddress.PORTS;
        }
        int last = first + MemberAddress.PORTS - 1;
        MemberAddress member = new MemberAddress("127.0.0.1", first);
        try (DatagramSocket other = new DatagramSocket(last, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> MemberPorts.check(member, 2))
                    .as("beside %s", other)
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("UDP port " + last + " of 127.0.0.1")
                    .hasMessageContaining("location.members[2]");
        }
        assertThatCode(() -> MemberPorts.check(member, 2)).doesNotThrowAnyException();
    }

    @Test
    void anAddressThatThisHostDoesNotHaveIsNotItsBusiness() {
        assertThatCode(() -> MemberPorts.check(new MemberAddress("192.0.2.1", 7100), 0))
                .doesNotThrowAnyException();
    }
}
