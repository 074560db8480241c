// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Scenario 01: SIPp registers and calls through the router; the nine steps in their order. */
@SystemTest
class RegisterAndCallSystemTest {
    private static final String SCENARIO = "01-register-and-call";
    private static final String DOMAIN = "example.org";
    private static final int CALLS = 20;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Both SIPp processes and the router read one clock, but write down a step after it was made. */
    private static final Duration CLOCK_SLACK = Duration.ofMillis(20);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path directory;

    private static RouterProcess router;

    @BeforeAll
    static void startRouter() {
        Peers.require("sipp");
        router = RouterProcess.in(directory).start();
    }

    @AfterEach
    void nothingIsLogged() {
        router.assertQuiet();
    }

    @AfterAll
    static void stopRouter() {
        router.close();
    }

    @Test
    void aCallByUdpGoesTheNineSteps() {
        play("udp", false, false);
    }

    @Test
    void aCallByTcpGoesTheNineSteps() {
        play("tcp", true, true);
    }

    @Test
    void aCallFromUdpToTcpGoesTheNineSteps() {
        play("mixed", false, true);
    }

    private static void play(final String user, final boolean callerTcp, final boolean calleeTcp) {
        final Path work = directory.resolve(user);
        final int calleePort = Ports.free();
        final String contact =
                "sip:" + user + "@127.0.0.1:" + calleePort + (calleeTcp ? ";transport=tcp" : "");
        try (SippRun register =
                sipp(work, "register.xml", user, calleeTcp, 1)
                        .key("contact", contact)
                        .key("expires", "600")
                        .to(router.sip())
                        .start()) {
            register.awaitSuccess(LIMIT);
        }
        try (SippRun callee =
                        sipp(work, "callee.xml", user, calleeTcp, CALLS)
                                .on(calleePort)
                                .traced()
                                .start()
                                .awaitListening();
                SippRun caller =
                        sipp(work, "caller.xml", user, callerTcp, CALLS)
                                .rate(20)
                                .traced()
                                .to(router.sip())
                                .start()) {
            caller.awaitSuccess(LIMIT);
            callee.awaitSuccess(LIMIT);
            assertThat(caller.successfulCalls()).isEqualTo(CALLS);
            assertThat(callee.successfulCalls()).isEqualTo(CALLS);
            assertNineSteps(caller.messages(), callee.messages(), contact);
        }
    }

    private static SippRun.Builder sipp(
            final Path work,
            final String file,
            final String user,
            final boolean tcp,
            final int calls) {
        final SippRun.Builder run =
                SippRun.scenario(work, Scenarios.file(SCENARIO, file))
                        .key("user", user)
                        .key("domain", DOMAIN)
                        .calls(calls);
        return tcp ? run.tcp() : run;
    }

    private static void assertNineSteps(
            final List<SippMessage> caller, final List<SippMessage> callee, final String contact) {
        final String callId = caller.getFirst().message().callId();
        final SippMessage invite = first(caller, callId, true, isRequest("INVITE"));
        // Steps 2 and 3: nobody but the location database knew the contact.
        final SippMessage forwarded = first(callee, callId, false, isRequest("INVITE"));
        assertThat(forwarded.message().requestUri()).isEqualTo(contact);
        assertThat(forwarded.message().body()).isEqualTo(invite.message().body());
        final List<SippMessage> steps =
                List.of(
                        invite,
                        forwarded,
                        first(callee, callId, true, isResponse(180)),
                        first(callee, callId, true, isResponse(200)),
                        first(caller, callId, false, isResponse(200)),
                        first(caller, callId, true, isRequest("ACK")),
                        first(callee, callId, false, isRequest("ACK")));
        for (int step = 1; step < steps.size(); step++) {
            assertThat(steps.get(step).at())
                    .as("step %s after the one before it", step + 1)
                    .isAfterOrEqualTo(steps.get(step - 1).at().minus(CLOCK_SLACK));
        }
    }

    private static SippMessage first(
            final List<SippMessage> trace,
            final String callId,
            final boolean sent,
            final Predicate<SipText> fits) {
        return trace.stream()
                .filter(entry -> entry.sent() == sent)
                .filter(entry -> entry.message().callId().equals(callId))
                .filter(entry -> fits.test(entry.message()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("a step is missing in the trace"));
    }

    private static Predicate<SipText> isRequest(final String method) {
        return message -> message.isRequest(method);
    }

    private static Predicate<SipText> isResponse(final int status) {
        return message -> message.status() == status && message.cseqMethod().equals("INVITE");
    }
}
