// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Scenario 03: one address, several phones. The timers are short so that nobody has to wait. */
@SystemTest
class ForkingSystemTest {
    private static final String DOMAIN = "example.org";
    private static final Duration T1 = Duration.ofMillis(50);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path directory;

    private static RouterProcess router;

    @BeforeAll
    static void startRouter() {
        router =
                RouterProcess.in(directory)
                        .set("sip.timers.t1", T1.toMillis() + "ms")
                        .set("sip.timers.t2", "200ms")
                        .set("sip.timers.t4", "200ms")
                        // Longer than timer B, 64*T1, as 3 minutes are longer than 32 seconds:
                        // else it would end the search for a phone that says nothing.
                        .set("sip.timers.c", "4s")
                        .start();
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
    void whoAnswersFirstGetsTheCallAndTheOtherIsCancelled() {
        try (Phone desk = registered("parallel", "");
                Phone mobile = registered("parallel", "");
                Phone caller = Phone.udp(router, "caller", DOMAIN)) {
            final SipText invite = caller.invite("sip:parallel@" + DOMAIN);
            final SipText atDesk = desk.wire().nextRequest("INVITE");
            final SipText atMobile = mobile.wire().nextRequest("INVITE");
            desk.wire().send(atDesk.response(180, "Ringing"));
            caller.wire().next(message -> message.status() == 180);
            mobile.wire()
                    .send(atMobile.response(200, "OK", "Contact: <" + mobile.contactUri() + ">"));
            final SipText cancel = desk.wire().nextRequest("CANCEL");
            assertThat(cancel.header("Via")).isEqualTo(atDesk.header("Via"));
            desk.wire().send(cancel.response(200, "OK"));
            desk.wire().send(atDesk.response(487, "Request Terminated"));
            desk.wire().nextRequest("ACK");
            final SipText answer = caller.nextFinal("INVITE");
            assertThat(answer.status()).isEqualTo(200);
            caller.acknowledge(invite, answer);
            mobile.wire().nextRequest("ACK");
            hangUp(caller, invite, answer, mobile);
            assertThat(finals(caller)).isEqualTo(1);
        }
    }

    @Test
    void aLowerPreferenceIsTriedAfterTheHigherRefused() {
        try (Phone second = registered("serial", ";q=0.3");
                Phone first = registered("serial", ";q=0.9");
                Phone caller = Phone.udp(router, "caller", DOMAIN)) {
            final SipText invite = caller.invite("sip:serial@" + DOMAIN);
            final SipText atFirst = first.wire().nextRequest("INVITE");
            assertThat(second.wire().received()).noneMatch(message -> message.isRequest("INVITE"));
            first.wire().send(atFirst.response(486, "Busy Here"));
            first.wire().nextRequest("ACK");
            final SipText atSecond = second.wire().nextRequest("INVITE");
            second.wire()
                    .send(atSecond.response(200, "OK", "Contact: <" + second.contactUri() + ">"));
            final SipText answer = caller.nextFinal("INVITE");
            assertThat(answer.status()).isEqualTo(200);
            caller.acknowledge(invite, answer);
            second.wire().nextRequest("ACK");
            hangUp(caller, invite, answer, second);
        }
    }

    @Test
    void aSecondAnswerThatCrossesTheFirstIsPassedOnAsWell() {
        try (Phone desk = registered("late", "");
                Phone mobile = registered("late", "");
                Phone caller = Phone.udp(router, "caller", DOMAIN)) {
            final SipText invite = caller.invite("sip:late@" + DOMAIN);
            final SipText atDesk = desk.wire().nextRequest("INVITE");
            final SipText atMobile = mobile.wire().nextRequest("INVITE");
            mobile.wire()
                    .send(atMobile.response(200, "OK", "Contact: <" + mobile.contactUri() + ">"));
            final SipText fromMobile = caller.nextFinal("INVITE");
            caller.acknowledge(invite, fromMobile);
            desk.wire().send(atDesk.response(200, "OK", "Contact: <" + desk.contactUri() + ">"));
            // RFC 3261 §16.7 step 5: every 2xx to an INVITE is forwarded.
            final SipText fromDesk =
                    caller.wire()
                            .next(
                                    message ->
                                            message.status() == 200
                                                    && message.header("Contact")
                                                            .contains(desk.contactUri()));
            caller.acknowledge(invite, fromDesk);
            desk.wire().nextRequest("ACK");
        }
    }

    @Test
    void theCallersCancelReachesEveryPhoneThatRings() {
        try (Phone desk = registered("cancelled", "");
                Phone mobile = registered("cancelled", "");
                Phone caller = Phone.udp(router, "caller", DOMAIN)) {
            final SipText invite = caller.invite("sip:cancelled@" + DOMAIN);
            for (final Phone phone : new Phone[] {desk, mobile}) {
                phone.wire().send(phone.wire().nextRequest("INVITE").response(180, "Ringing"));
            }
            caller.wire().next(message -> message.status() == 180);
            caller.wire().next(message -> message.status() == 180);
            caller.cancel(invite);
            assertThat(caller.nextFinal("CANCEL").status()).isEqualTo(200);
            for (final Phone phone : new Phone[] {desk, mobile}) {
                final SipText cancel = phone.wire().nextRequest("CANCEL");
                phone.wire().send(cancel.response(200, "OK"));
                phone.wire().send(invitationOf(phone).response(487, "Request Terminated"));
            }
            final SipText terminated = caller.nextFinal("INVITE");
            assertThat(terminated.status()).isEqualTo(487);
            caller.acknowledgeFailure(invite, terminated);
        }
    }

    @Test
    void aDeclineEndsTheSearch() {
        try (Phone desk = registered("declined", "");
                Phone mobile = registered("declined", "");
                Phone caller = Phone.udp(router, "caller", DOMAIN)) {
            final SipText invite = caller.invite("sip:declined@" + DOMAIN);
            final SipText atDesk = desk.wire().nextRequest("INVITE");
            desk.wire().send(atDesk.response(180, "Ringing"));
            final SipText atMobile = mobile.wire().nextRequest("INVITE");
            mobile.wire().send(atMobile.response(603, "Decline"));
            desk.wire().send(desk.wire().nextRequest("CANCEL").response(200, "OK"));
            desk.wire().send(atDesk.response(487, "Request Terminated"));
            final SipText declined = caller.nextFinal("INVITE");
            assertThat(declined.status()).isEqualTo(603);
            caller.acknowledgeFailure(invite, declined);
        }
    }

    @Test
    void aPhoneThatSaysNothingIsATimeout() {
        try (Phone silent = registered("silent", "");
                Phone caller = Phone.udp(router, "caller", DOMAIN)) {
            final long began = System.nanoTime();
            final SipText invite = caller.invite("sip:silent@" + DOMAIN);
            final SipText timedOut = caller.nextFinal("INVITE");
            assertThat(timedOut.status()).isEqualTo(408);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isGreaterThanOrEqualTo(T1.multipliedBy(64));
            caller.acknowledgeFailure(invite, timedOut);
            // Timer A doubles from T1 on until timer B ends it at 64*T1: a transmission at 0, 1, 3,
            // 7, 15, 31 and 63*T1. The last one is due so shortly before the end that a timer which
            // fires late, as timers may, never gets to it; none of them fires early.
            assertThat(
                            silent.wire().received().stream()
                                    .filter(message -> message.isRequest("INVITE"))
                                    .map(message -> message.header("Via")))
                    .hasSizeBetween(6, 7)
                    .containsOnly(invitationOf(silent).header("Via"));
        }
    }

    @Test
    void aPhoneThatRingsForeverIsCancelledByTimerC() {
        try (Phone ringing = registered("ringing", "");
                Phone caller = Phone.udp(router, "caller", DOMAIN)) {
            final SipText invite = caller.invite("sip:ringing@" + DOMAIN);
            final SipText atPhone = ringing.wire().nextRequest("INVITE");
            ringing.wire().send(atPhone.response(180, "Ringing"));
            final SipText cancel = ringing.wire().nextRequest("CANCEL");
            ringing.wire().send(cancel.response(200, "OK"));
            ringing.wire().send(atPhone.response(487, "Request Terminated"));
            final SipText ended = caller.nextFinal("INVITE");
            assertThat(ended.status()).isIn(408, 487);
            caller.acknowledgeFailure(invite, ended);
        }
    }

    private static Phone registered(final String user, final String contactParameters) {
        final Phone phone = Phone.udp(router, user, DOMAIN);
        assertThat(phone.register(600, contactParameters).status()).isEqualTo(200);
        return phone;
    }

    private static SipText invitationOf(final Phone phone) {
        return phone.wire().received().stream()
                .filter(message -> message.isRequest("INVITE"))
                .findFirst()
                .orElseThrow();
    }

    private static void hangUp(
            final Phone caller, final SipText invite, final SipText answer, final Phone callee) {
        Thread.ofVirtual()
                .start(
                        () ->
                                callee.wire()
                                        .send(
                                                callee.wire()
                                                        .nextRequest("BYE")
                                                        .response(200, "OK")));
        assertThat(caller.bye(invite, answer).status()).isEqualTo(200);
    }

    private static long finals(final Phone caller) {
        return caller.wire().received().stream()
                .filter(message -> message.status() >= 200 && message.cseqMethod().equals("INVITE"))
                .count();
    }
}
