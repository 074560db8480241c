// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalPhonesTest {
    @TempDir Path data = Path.of("");

    @Test
    void theyRegisterAndCallEachOther() throws Exception {
        try (StrowgerProcess process =
                        StrowgerProcess.start(
                                RunningProcess.config(data, "sip.listen=[udp:127.0.0.1:0]"),
                                new EmbeddedParts());
                RehearsalPhones phones = new RehearsalPhones(address(process))) {
            assertThat(phones.register(20, 3)).isGreaterThanOrEqualTo(55);
            assertThat(phones.call(20, 50)).isGreaterThanOrEqualTo(45);
            assertThat(process.status().node().transactions()).isPositive();
        }
    }

    @Test
    void theyCallFasterThanARouterAnswersSoThatItRefuses() throws Exception {
        try (StrowgerProcess process =
                        StrowgerProcess.start(
                                RunningProcess.config(
                                        data,
                                        "sip.listen=[udp:127.0.0.1:0]",
                                        "sip.protection.queue-time=1ms"),
                                new EmbeddedParts());
                RehearsalPhones phones = new RehearsalPhones(address(process))) {
            assertThat(phones.flood(20, Duration.ofSeconds(2))).isPositive();
        }
    }

    private static String address(StrowgerProcess process) {
        return process.listening().getFirst().substring("udp:".length());
    }

    @Test
    void aRouterThatDoesNotAnswerIsAFailure() throws Exception {
        try (DatagramSocket deaf = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                RehearsalPhones phones = new RehearsalPhones("127.0.0.1:" + deaf.getLocalPort())) {
            assertThatThrownBy(() -> phones.register(1, 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("does not answer");
        }
    }
}
