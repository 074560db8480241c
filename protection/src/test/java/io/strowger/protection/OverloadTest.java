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
        stays(5_000, 0, 0, 480);
        taken(199, 0, 500);
        stays(300, 0, 520, 1_000);
        assertThat(overload.isRefusing()).isFalse();
    }

    @Test
    void oneThatStaysLongHasAShareRefused() {
        stays(200, 0, 0, 520);
        assertThat(overload.isRefusing()).isTrue();
        assertThat(refusedOfAHundred()).isEqualTo(25);
    }

    @Test
    void theShareGrowsWhileTheQueueIsLongAndFallsWhileItIsShort() {
        stays(300, 0, 0, 1_000);
        assertThat(refusedOfAHundred()).as("1 of each second").isBetween(70, 80);
        stays(300, 0, 1_020, 2_000);
        assertThat(refusedOfAHundred()).isEqualTo(100);
        taken(0, 0, 2_020);
        assertThat(refusedOfAHundred())
                .as("it was 1.5 times as long as it may be")
                .isBetween(50, 60);
        stays(0, 0, 2_040, 3_200);
        assertThat(overload.isRefusing()).isFalse();
    }

    /** A queue that is short now and then is worked off each time, however long it gets between. */
    @Test
    void theShortestQueueOfEachLookCounts() {
        for (int now = 0; now < 2_000; now += 2) {
            taken(now > 6 && now % 6 == 4 ? 0 : 900, 0, now);
        }
        assertThat(overload.isRefusing()).isFalse();
    }

    @Test
    void whoHasRefusedLatelyRefusesAgainAtOnce() {
        stays(250, 0, 0, 520);
        stays(0, 0, 540, 1_500);
        assertThat(overload.isRefusing()).isFalse();
        stays(200, 0, 9_000, 9_020);
        assertThat(overload.isRefusing()).isTrue();
        stays(0, 0, 9_040, 12_000);
        stays(200, 0, 30_000, 30_480);
        assertThat(overload.isRefusing()).as("more than ten seconds later").isFalse();
    }

    /** A receive buffer that is emptied in less time than messages may wait would overflow first. */
    @Test
    void aQueueThatIsNearlyFullIsTooLongWhateverTheTime() {
        stays(10, 74, 0, 2_000);
        assertThat(overload.isRefusing()).isFalse();
        stays(0, 75, 2_020, 2_500);
        assertThat(overload.isRefusing()).isFalse();
        taken(0, 75, 2_520);
        assertThat(overload.isRefusing()).isTrue();
    }

    @Test
    void theLimitIsChangedWhileItRuns() {
        stays(100, 0, 0, 1_000);
        overload.limit(100 * MILLI);
        stays(100, 0, 1_020, 1_520);
        assertThat(overload.isRefusing()).isTrue();
        overload.limit(0);
        assertThat(overload.isOn()).isFalse();
        assertThat(overload.isRefusing()).as("at once").isFalse();
        stays(9_000, 0, 1_540, 3_000);
        assertThat(overload.isRefusing()).isFalse();
    }

    @Test
    void aRepetitionIsAnsweredTheSame() {
        stays(200, 0, 0, 520);
        assertThat(overload.refuses(0)).isTrue();
        assertThat(overload.refuses(0)).isTrue();
        assertThat(overload.refuses(-1)).as("the greatest number there is").isFalse();
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
        stays(250, 0, 0, 520);
        final long tag = 0x0123_4567_89AB_CDEFL;
        assertThat(overload.awaitsAck(32_519 * MILLI)).isTrue();
        assertThat(overload.awaitsAck(32_520 * MILLI)).isFalse();
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

    private void stays(
            final long waitedMillis,
            final int fillPercent,
            final int fromMillis,
            final int toMillis) {
        for (int now = fromMillis; now <= toMillis; now += 20) {
            taken(waitedMillis, fillPercent, now);
        }
    }

    private int refusedOfAHundred() {
        int refused = 0;
        for (int i = 0; i < 100; i++) {
            refused += overload.refuses((i << 1 | 1) * (Long.MAX_VALUE / 100)) ? 1 : 0;
        }
        return refused;
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
