// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import static io.strowger.switching.Messages.branch;
import static io.strowger.switching.Messages.inDialog;
import static io.strowger.switching.Messages.read;
import static io.strowger.switching.Messages.request;
import static io.strowger.switching.Messages.response;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.Method;
import java.lang.management.ManagementFactory;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a switch reads of a message, and what it does not. */
class SwitchedMessageTest {
    private static final String INVITE = request("INVITE", "a@x", branch(1));

    private static String transaction(final SwitchedMessage message) {
        return Long.toHexString(message.transactionHigh())
                + '/'
                + Long.toHexString(message.transactionLow());
    }

    private static String transaction(final String text) {
        return transaction(read(text));
    }

    private static String following(final String text) {
        final SwitchedMessage message = read(text);
        return Long.toHexString(message.inviteHigh()) + '/' + Long.toHexString(message.inviteLow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"INVITE", "REGISTER", "BYE", "OPTIONS", "PUBLISH", "WAVE"})
    void aResponseHasTheTransactionOfItsRequest(final String method) {
        final String request = request(method, "a@x", branch(1));
        assertThat(transaction(response(200, method, "a@x", branch(1))))
                .isEqualTo(transaction(request));
        assertThat(transaction(response(200, method, "a@x", branch(2))))
                .isNotEqualTo(transaction(request));
    }

    @Test
    void aTransactionIsBranchSentByAndMethod() {
        assertThat(transaction(INVITE.replace("Phone.example", "phone.EXAMPLE")))
                .isEqualTo(transaction(INVITE));
        assertThat(transaction(INVITE.replace("a@x", "b@x"))).isEqualTo(transaction(INVITE));
        assertThat(transaction(INVITE.replace(":5070", ":5071"))).isNotEqualTo(transaction(INVITE));
        assertThat(transaction(INVITE.replace(":5070", ":5326"))).isNotEqualTo(transaction(INVITE));
        assertThat(transaction(INVITE.replace("Phone.", "phones.")))
                .isNotEqualTo(transaction(INVITE));
        assertThat(transaction(request("CANCEL", "a@x", branch(1))))
                .isNotEqualTo(transaction(INVITE));
        assertThat(transaction(request("WAVE", "a@x", branch(1))))
                .isNotEqualTo(transaction(request("BOW", "a@x", branch(1))));
    }

    @Test
    void anAckAndACancelFollowTheirInvite() {
        assertThat(following(request("CANCEL", "a@x", branch(1)))).isEqualTo(transaction(INVITE));
        assertThat(following(inDialog("ACK", "a@x", branch(1)))).isEqualTo(transaction(INVITE));
    }

    @Test
    void withoutTheMagicCookieATransactionIsCallIdCseqAndFromToo() {
        final String old = request("INVITE", "a@x", "1");
        final String answer = response(200, "INVITE", "a@x", "1");
        assertThat(transaction(answer)).isEqualTo(transaction(old));
        assertThat(transaction(answer.replace("a@x", "b@x"))).isNotEqualTo(transaction(old));
        assertThat(transaction(answer.replace("CSeq: 1", "CSeq: 2")))
                .isNotEqualTo(transaction(old));
        assertThat(transaction(answer.replace("=caller", "=x"))).isNotEqualTo(transaction(old));
        final String none = old.replace(";branch=1", "");
        assertThat(read(none).isPlaceable()).isTrue();
        assertThat(transaction(none)).isNotEqualTo(transaction(old));
        assertThat(following(old.replace("INVITE", "ACK"))).isEqualTo(transaction(old));
    }

    @Test
    void aCallIdHasTheSameHashInRequestsAndResponsesAndAnotherUnderAnotherKey() {
        final SwitchedMessage request = read(INVITE);
        final SwitchedMessage response = read(response(180, "INVITE", "a@x", branch(7)));
        assertThat(response.callIdHigh()).isEqualTo(request.callIdHigh());
        assertThat(response.callIdLow()).isEqualTo(request.callIdLow());
        assertThat(read(INVITE.replace("a@x", "A@x")).callIdLow())
                .isNotEqualTo(request.callIdLow());
        final var elsewhere = new SwitchedMessage(new KeyedHash(1, 1));
        Messages.readInto(elsewhere, INVITE);
        assertThat(elsewhere.callIdLow()).isNotEqualTo(request.callIdLow());
    }

    @ParameterizedTest
    @CsvSource({"100, false", "183, false", "200, true", "487, true", "699, true"})
    void aFinalResponseEndsItsTransaction(final int status, final boolean isFinal) {
        final SwitchedMessage message = read(response(status, "INVITE", "a@x", branch(1)));
        assertThat(message.isRequest()).isFalse();
        assertThat(message.isFinalResponse()).isEqualTo(isFinal);
        assertThat(message.method()).isEqualTo(Method.INVITE);
    }

    @Test
    void aTagInToMakesARequestPartOfADialog() {
        assertThat(read(INVITE).isInDialog()).isFalse();
        assertThat(read(inDialog("INVITE", "a@x", branch(1))).isInDialog()).isTrue();
        assertThat(read(response(200, "INVITE", "a@x", branch(1))).isInDialog()).isFalse();
        assertThat(read(INVITE).isFinalResponse()).isFalse();
    }

    /** A node knows how to answer; the switch only has to know who asked. */
    @ParameterizedTest
    @CsvSource({
        "'Max-Forwards: 70', 'Max-Forwards: many', BAD_MAX_FORWARDS, true",
        "'To: <sip:bob@example.org>', 'X: y', MISSING_TO, true",
        "'SIP/2.0\r\nVia', 'SIP/3.0\r\nVia', UNSUPPORTED_VERSION, true",
        "'Call-ID: a@x', 'X: y', MISSING_CALL_ID, false",
        "'Call-ID: a@x', 'Call-ID:', BAD_CALL_ID, false",
        "'CSeq: 1 INVITE', 'CSeq: INVITE', BAD_CSEQ, false",
        "'Via: SIP/2.0/UDP Phone', 'Via: SIP/2.0/UDP ;', BAD_VIA, false",
        "'INVITE sip:bob@example.org SIP/2.0', 'SIP/2.0 999 x', BAD_STATUS_LINE, false",
    })
    void aDefectIsAValueAndARequestThatCanBeAnsweredGoesToANode(
            final String from, final String to, final Malformation expected, final boolean placed) {
        final var message = new SwitchedMessage(Messages.HASH.copy());
        assertThat(Messages.readInto(message, INVITE.replace(from, to))).isEqualTo(expected);
        assertThat(message.isPlaceable()).isEqualTo(placed);
    }

    @Test
    void aMessageCutAnywhereIsReadWithoutAnException() {
        final var message = new SwitchedMessage(Messages.HASH.copy());
        final UnsafeBuffer bytes = Messages.bytes(INVITE);
        for (int length = 0; length < bytes.capacity(); length++) {
            assertThat(message.read(bytes, 0, length)).isNotEqualTo(Malformation.NONE);
            assertThat(message.isPlaceable() && message.callIdLow() == 0).isFalse();
        }
        assertThat(message.read(bytes, 0, bytes.capacity())).isEqualTo(Malformation.NONE);
        for (int at = 0; at < bytes.capacity(); at++) {
            final byte good = bytes.getByte(at);
            for (final byte bad : new byte[] {0, '\r', ' ', ':', -1}) {
                bytes.putByte(at, bad);
                message.read(bytes, 0, bytes.capacity());
            }
            bytes.putByte(at, good);
        }
    }

    @Test
    void readingAllocatesNothing() {
        final var message = new SwitchedMessage(Messages.HASH.copy());
        final UnsafeBuffer bytes = Messages.bytes(INVITE);
        long sum = 0;
        for (int i = 0; i < 100_000; i++) {
            message.read(bytes, 0, bytes.capacity());
            sum += message.callIdLow();
        }
        final var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long thread = Thread.currentThread().threadId();
        final long before = threads.getThreadAllocatedBytes(thread);
        final long cpu = threads.getThreadCpuTime(thread);
        for (int i = 0; i < 1_000_000; i++) {
            message.read(bytes, 0, bytes.capacity());
            sum += message.callIdLow();
        }
        System.out.printf(
                "%d ns of CPU to read a message for placement%n",
                (threads.getThreadCpuTime(thread) - cpu) / 1_000_000);
        assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(1_000_000);
        assertThat(sum).isNotZero();
    }
}
