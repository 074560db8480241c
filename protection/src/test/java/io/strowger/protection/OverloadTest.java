// SPDX-License-Identifier: Apache-2.0
package io.strowger.protection;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.sip.message.SipMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverloadTest {
    private static final long MILLI = 1_000_000;

    private final Overload overload = new Overload(200 * MILLI, counters());

    @Test
    void aQueueThatIsLongForAMomentRefusesNobody() {
        taken(5_000, 0);
        taken(4_000, 499);
        assertThat(overload.isRefusing()).isFalse();
        taken(199, 500);
        taken(300, 501);
        assertThat(overload.isRefusing()).isFalse();
    }

    @Test
    void oneThatStaysLongDoesUntilItIsShortEnough() {
        taken(200, 0);
        taken(250, 500);
        assertThat(overload.isRefusing()).isTrue();
        taken(199, 510);
        assertThat(overload.isRefusing()).isFalse();
    }

    @Test
    void whoHasRefusedLatelyRefusesAgainAtOnce() {
        taken(250, 0);
        taken(250, 500);
        taken(0, 600);
        taken(200, 10_499);
        assertThat(overload.isRefusing()).isTrue();
        taken(0, 10_500);
        taken(200, 20_499);
        assertThat(overload.isRefusing()).as("ten seconds later").isFalse();
    }

    /** A receive buffer that is emptied in less time than messages may wait would overflow first. */
    @Test
    void aQueueThatIsNearlyFullIsTooLongWhateverTheTime() {
        taken(10, 75, 0);
        taken(0, 75, 499);
        assertThat(overload.isRefusing()).isFalse();
        taken(0, 75, 500);
        assertThat(overload.isRefusing()).isTrue();
        taken(10, 74, 501);
        assertThat(overload.isRefusing()).isFalse();
        taken(10, 100, 502);
        assertThat(overload.isRefusing()).isTrue();
    }

    @Test
    void theLimitIsChangedWhileItRuns() {
        taken(100, 0);
        overload.limit(100 * MILLI);
        taken(100, 0);
        taken(100, 500);
        assertThat(overload.isRefusing()).isTrue();
        overload.limit(0);
        assertThat(overload.isOn()).isFalse();
        assertThat(overload.isRefusing()).as("at once").isFalse();
        taken(9_000, 501);
        assertThat(overload.isRefusing()).isFalse();
    }

    @Test
    void withoutALimitNothingIsRefused() {
        final Overload none = new Overload(0, counters());
        none.onTaken(9_000 * MILLI, 100, 0);
        none.onTaken(9_000 * MILLI, 100, 9_000 * MILLI);
        assertThat(none.isRefusing()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "INVITE, '', true",
        "REGISTER, '', true",
        "OPTIONS, '', true",
        "MESSAGE, '', true",
        "INVITE, ;tag=2, false",
        "UPDATE, ;tag=2, false",
        "ACK, '', false",
        "CANCEL, '', false",
        "BYE, '', false",
        "PRACK, '', false"
    })
    void onlyNewWorkMayBeRefused(final String method, final String tag, final boolean expected) {
        assertThat(Overload.mayRefuse(message(method, tag))).isEqualTo(expected);
    }

    @Test
    void theAckOfARefusalEndsHere() {
        assertThat(overload.awaitsAck(0)).as("nobody was refused").isFalse();
        taken(250, 0);
        taken(250, 500);
        final long tag = 0x0123_4567_89AB_CDEFL;
        assertThat(overload.awaitsAck(32_499 * MILLI)).isTrue();
        assertThat(overload.awaitsAck(32_500 * MILLI)).isFalse();
        assertThat(overload.isAckOfRefusal(message("ACK", ";tag=0123456789abcdef"), tag)).isTrue();
        assertThat(overload.isAckOfRefusal(message("ACK", ";tag=0123456789abcdee"), tag)).isFalse();
        assertThat(overload.isAckOfRefusal(message("ACK", ";tag=0123456789abcde"), tag)).isFalse();
        assertThat(overload.isAckOfRefusal(message("ACK", ""), tag)).isFalse();
    }

    private static SipMessage message(final String method, final String tag) {
        final byte[] text =
                """
                %1$s sip:b@example.org SIP/2.0
                Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1
                From: <sip:a@example.org>;tag=1
                To: <sip:b@example.org>%2$s
                Call-ID: 1
                CSeq: 1 %1$s
                Max-Forwards: 70
                Content-Length: 0

                """
                        .formatted(method, tag)
                        .replace("\n", "\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        final SipMessage message = new SipMessage();
        message.parse(new UnsafeBuffer(text), 0, text.length);
        return message;
    }

    @Test
    void notAllComeAgainAtTheSameTime() {
        assertThat(overload.onRefused(0)).isEqualTo(5);
        assertThat(overload.onRefused(-1)).isEqualTo(12);
    }

    private void taken(final long waitedMillis, final long nowMillis) {
        taken(waitedMillis, 0, nowMillis);
    }

    private void taken(final long waitedMillis, final int fillPercent, final long nowMillis) {
        overload.onTaken(waitedMillis * MILLI, fillPercent, nowMillis * MILLI);
    }

    static ProtectionCounters counters() {
        return ProtectionCounters.allocate(
                new CountersManager(
                        new UnsafeBuffer(ByteBuffer.allocateDirect(64 * 1024)),
                        new UnsafeBuffer(ByteBuffer.allocateDirect(16 * 1024))));
    }
}
