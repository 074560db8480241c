// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Calls over UDP with re-INVITE and BYE through a router of hosts.
 *
 * @param directory of SIPp's files
 * @param rate calls a second
 * @param seconds how long
 */
record CallsBetweenHosts(RouterOfHosts router, Path directory, int rate, int seconds) {
    /** Something happens while calls come, and none of them fails; the active switch stays it. */
    void during(final String name, final Runnable what) {
        final int calls = rate * seconds;
        final Duration patience = Duration.ofSeconds(2L * seconds + 60);
        final RouterProcess active = router.active();
        final SwitchedCalls talks =
                new SwitchedCalls(
                        directory,
                        router.cluster()::isInStep,
                        router.hosts().sip(),
                        router.hosts().callers(),
                        "13-two-switches");
        try (SippRun callee = talks.callee(calls)) {
            talks.register(callee.port());
            try (SippRun caller =
                    talks.end("caller.xml", calls).rate(rate).to(router.hosts().sip()).start()) {
                what.run();
                caller.awaitSuccess(patience);
                Figures.record(
                        "failed of %d calls at %d/s between hosts, %s".formatted(calls, rate, name),
                        caller.failedCalls());
                Figures.record("requests that callers repeated", caller.retransmissions());
                assertThat(caller.successfulCalls()).isEqualTo(calls);
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
