// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import org.junit.jupiter.api.Nested;

/** {@link ChannelUdpSocket} and {@link SelectorPoller}. */
class JdkUdpContractTest {
    @Nested
    class V4 extends UdpContract {
        V4() {
            super(TransportConfig.UdpEngine.JDK, "127.0.0.1");
        }
    }

    @Nested
    class V6 extends UdpContract {
        V6() {
            super(TransportConfig.UdpEngine.JDK, "[::1]");
        }
    }
}
