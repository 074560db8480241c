// SPDX-License-Identifier: Apache-2.0
package io.strowger.ping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Real echoes of this host; aborted where the system gives this program no socket for ICMP. */
class PingTest {
    private final List<String> answers = new ArrayList<>();

    private static Ping opened(final InetAddress host, final String networkInterface) {
        try {
            return Ping.open(List.of(host), networkInterface);
        } catch (final PingFailure failure) {
            assertThat(failure).hasMessageContaining("net.ipv4.ping_group_range");
            return abort(failure.getMessage());
        }
    }

    private void echoes(final String address) {
        final InetAddress host = InetAddress.ofLiteral(address);
        try (Ping ping = opened(host, "lo");
                Ping other = opened(host, "lo")) {
            assertThat(ping.ask(host, 5, 77)).isTrue();
            assertThat(other.ask(host, 6, 78)).isTrue();
            await().until(
                            () -> {
                                ping.poll((target, number) -> answers.add(target + ":" + number));
                                return !answers.isEmpty();
                            });
            ping.poll((target, number) -> answers.add(target + ":" + number));
            assertThat(answers).containsExactly("5:77");
        }
    }

    @Test
    void aHostThatIsThereAnswersWhoAskedByIpv4() {
        echoes("127.0.0.1");
    }

    @Test
    void aHostThatIsThereAnswersWhoAskedByIpv6() {
        if (!InetAddress.ofLiteral("::1").isLoopbackAddress()
                || !java.nio.file.Files.exists(java.nio.file.Path.of("/proc/net/if_inet6"))) {
            abort("no IPv6 here");
        }
        echoes("::1");
    }

    @Test
    void anInterfaceHasACarrierOrIsNotThere() {
        try (Ping ping = opened(InetAddress.ofLiteral("127.0.0.1"), "")) {
            assertThat(ping.hasCarrier("lo")).isTrue();
            assertThat(ping.hasCarrier("none0")).isFalse();
        }
    }

    @Test
    void anInterfaceThatIsNotThereIsSaid() {
        final InetAddress host = InetAddress.ofLiteral("127.0.0.1");
        opened(host, "").close();
        assertThatThrownBy(() -> Ping.open(List.of(host), "none0"))
                .isInstanceOf(PingFailure.class)
                .hasMessageContaining("none0");
    }
}
