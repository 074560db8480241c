// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opentest4j.TestAbortedException;

/**
 * The router's address moves between two hosts, and a third one, which talks to it, follows at once: its
 * neighbour table has the other link address without having asked. Nothing here is skipped.
 */
@SystemTest
class VirtualAddressSystemTest {
    private static final int FIRST = 0;
    private static final int SECOND = 1;
    private static final int PHONE = 2;
    private static final String IPV4 = "IPv4";
    private static final String IPV6 = "IPv6";
    private static final int NOBODYS = 88;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Network network;

    @BeforeEach
    void start() {
        try {
            network = Network.of(3);
        } catch (final TestAbortedException skipped) {
            throw new AssertionError("this test needs root and network namespaces", skipped);
        }
        for (int host = FIRST; host <= PHONE; host++) {
            ip(host, "addr", "add", "fd77::" + (host + 1) + "/64", "dev", "eth0", "nodad");
        }
    }

    @AfterEach
    void stop() {
        network.close();
    }

    private String ip(final int host, final String... arguments) {
        final List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        final Network.Ended ended = Network.run(network.on(host, command));
        assertThat(ended.exit()).as(String.join(" ", arguments)).isZero();
        return ended.out();
    }

    /** An address of the hosts' network that none of them has. */
    private String addressOf(final String family) {
        return IPV6.equals(family) ? "fd77::99" : network.address(NOBODYS);
    }

    private boolean has(final int host, final String address) {
        return ip(host, "addr", "show", "dev", "eth0").contains(" " + address + "/");
    }

    /** A datagram to the address has the phone's host ask who has it. */
    private boolean reaches(final String address, final int host) {
        Network.run(
                network.on(PHONE, List.of("bash", "-c", "echo > /dev/udp/" + address + "/5060")));
        return phoneKnows(address, host);
    }

    private String linkAddress(final int host) {
        final String shown = ip(host, "link", "show", "dev", "eth0");
        return shown.substring(shown.indexOf("link/ether ") + 11).substring(0, 17);
    }

    /** What the phone's host takes for the link address, without asking anybody. */
    private boolean phoneKnows(final String address, final int host) {
        return ip(PHONE, "neigh", "show", address, "dev", "eth0").contains(linkAddress(host));
    }

    private static void until(final String what, final Callable<Boolean> holds) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(holds);
    }

    @ParameterizedTest
    @CsvSource({IPV4 + ", 32", IPV6 + ", 128"})
    void theAddressFollowsTheActiveSwitch(final String family, final int prefix) {
        final String address = addressOf(family);
        try (AddressHolder first = AddressHolder.start(network, FIRST, address, prefix);
                AddressHolder second = AddressHolder.start(network, SECOND, address, prefix)) {
            first.tell("active 1");
            until("the first has it", () -> has(FIRST, address));
            until("the phone reaches it", () -> reaches(address, FIRST));
            assertThat(has(SECOND, address)).isFalse();

            // Ordered: taken away at once here, announced at once there.
            first.tell("standby");
            second.tell("active 2");
            until("the phone was told", () -> phoneKnows(address, SECOND));
            until("it is at the second alone", () -> !has(FIRST, address));
            assertThat(reaches(address, SECOND)).isTrue();

            // Killed: the kernel takes it away by itself, and the other is told of at once.
            second.kill();
            first.tell("active 3");
            until("the phone was told again", () -> phoneKnows(address, FIRST));
            until("the kernel took it away", () -> !has(SECOND, address));
            assertThat(reaches(address, FIRST)).isTrue();

            // A switch whose thread hangs confirms no more.
            first.tell("silent");
            until("it was taken away", () -> !has(FIRST, address));
        }
    }

    @ParameterizedTest
    @CsvSource({IPV4 + ", 32"})
    void aHostThatStandsStillLosesItAndAProcessTakesAwayWhatItsFormerLeft(
            final String family, final int prefix) {
        final String address = addressOf(family);
        ip(FIRST, "addr", "add", address + "/" + prefix, "dev", "eth0");
        try (AddressHolder first = AddressHolder.start(network, FIRST, address, prefix)) {
            until("left over", () -> !has(FIRST, address));
            first.tell("active 1");
            until("the first has it", () -> has(FIRST, address));
            first.signal("STOP");
            until("the kernel took it away", () -> !has(FIRST, address));
            first.signal("CONT");
            until("it goes on", () -> has(FIRST, address));
        }
        assertThat(has(FIRST, address)).isFalse();
    }
}
