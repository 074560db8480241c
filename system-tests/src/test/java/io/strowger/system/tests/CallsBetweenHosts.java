// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Calls with re-INVITE and BYE through a router of hosts.
 *
 * @param directory of SIPp's files
 * @param rate calls a second
 * @param seconds how long
 */
record CallsBetweenHosts(RouterOfHosts router, Path directory, int rate, int seconds) {
    /** From one address (sip.tcp.max-connections-per-source). */
    private static final String MOST_CONNECTIONS = "1000";

    /** Something happens while calls come over UDP, and none of them fails; the active switch stays it. */
    void during(final String name, final Runnable what) {
        during(name, what, List.of(caller("caller", rate)));
    }

    /** The same over TCP: half of the calls by one connection, half by one for each. */
    void duringOverTcp(final String name, final Runnable what) {
        during("over TCP, " + name, what, callersOverTcp());
    }

    List<SippRun.Builder> callersOverTcp() {
        return List.of(
                caller("one-connection", rate / 2).with("-t", "t1"),
                caller("own-connections", rate / 2)
                        .with("-t", "tn", "-max_socket", MOST_CONNECTIONS));
    }

    private SippRun.Builder caller(final String name, final int callsPerSecond) {
        return talks().end("caller.xml", callsPerSecond * seconds)
                .named(name)
                .rate(callsPerSecond)
                .to(router.hosts().sip());
    }

    private SwitchedCalls talks() {
        return new SwitchedCalls(
                directory,
                router.cluster()::isInStep,
                router.hosts().sip(),
                router.hosts().callers(),
                "13-two-switches");
    }

    private void during(
            final String name, final Runnable what, final List<SippRun.Builder> callers) {
        final int calls = rate / callers.size() * callers.size() * seconds;
        final Duration patience = Duration.ofSeconds(2L * seconds + 60);
        final RouterProcess active = router.active();
        try (SippRun callee = talks().callee(calls)) {
            talks().register(callee.port());
            try (SippRuns running = SippRuns.start(callers)) {
                what.run();
                running.awaitSuccess(patience);
                Figures.record(
                        "failed of %d calls at %d/s between hosts, %s".formatted(calls, rate, name),
                        running.sum(SippRun::failedCalls));
                Figures.record(
                        "requests that callers repeated", running.sum(SippRun::retransmissions));
                assertThat(running.sum(SippRun::successfulCalls)).isEqualTo(calls);
            }
            callee.awaitSuccess(patience);
        }
        assertThat(router.active()).as("nothing was taken over").isSameAs(active);
        for (final RouterProcess board : router.switches()) {
            board.assertQuiet();
            assertThat(board.rest().metric("strowger_switch_faults_total ")).isZero();
        }
    }
}
