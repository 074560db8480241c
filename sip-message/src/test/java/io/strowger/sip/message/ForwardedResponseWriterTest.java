// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The topmost Via goes, everything else stays (RFC 3261 §16.7 step 3). */
class ForwardedResponseWriterTest {
    private static final String OURS = "Via: SIP/2.0/UDP node1.example.org;branch=z9hG4bKours\n";
    private static final String THEIRS =
            "Via: SIP/2.0/UDP 192.0.2.7:5062;branch=z9hG4bK776asdhds;received=192.0.2.7\n";

    private final ForwardedResponseWriter writer = new ForwardedResponseWriter();

    /** {@code o} is our Via value, {@code t} theirs, {@code |} a new line, {@code ~} a fold. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                    Via: o|Via: t        ; Via: t
                    Via: o, t            ; Via: t
                    Via: o,~ t           ; Via: t
                    v:o~ ,~ t , t|Via: t ; v:t , t|Via: t
                    Via: o,|v: t, t      ; v: t, t
                    Via: o,,t            ; Via: t
                    Via: o,,|Via: t      ; Via: t
                    Via : ~ o|X: y|v : t ; X: y|v : t
                    """)
    void takesOursAway(final String before, final String after) {
        final SipMessage response = TestMessages.parsed(withVias(before));
        assertThat(writer.hasNextVia(response)).isTrue();
        assertThat(TestMessages.written(w -> writer.write(response, false, w)))
                .isEqualTo(withVias(after));
    }

    private static String withVias(final String layout) {
        final StringBuilder lines = new StringBuilder();
        for (final String line : layout.replace('|', '\n').lines().toList()) {
            final int colon = line.indexOf(':');
            lines.append(line, 0, colon);
            line.substring(colon).chars().forEach(c -> lines.append(letter(line, (char) c)));
            lines.append('\n');
        }
        return TestMessages.RINGING.replace(OURS + THEIRS, lines.toString());
    }

    private static String letter(final String line, final char c) {
        return switch (line.startsWith("X") ? 'X' : c) {
            case 'o' -> OURS.substring(5).trim();
            case 't' -> THEIRS.substring(5).trim();
            case '~' -> "\n ";
            default -> String.valueOf(c);
        };
    }

    @Test
    void knowsThatAResponseWithOneViaIsForUs() {
        final SipMessage response = TestMessages.parsed(TestMessages.RINGING.replace(THEIRS, ""));
        assertThat(writer.hasNextVia(response)).isFalse();
        assertThat(writer.nextVia(response, new ViaView())).isFalse();
    }

    @Test
    void showsTheViaBelowOurs() {
        final SipMessage response = TestMessages.parsed(TestMessages.RINGING);
        final ViaView next = new ViaView();
        assertThat(writer.nextVia(response, next)).isTrue();
        assertThat(response.string(next.host())).isEqualTo("192.0.2.7");
        assertThat(next.port()).isEqualTo(5062);
        assertThat(response.string(next.received())).isEqualTo("192.0.2.7");
    }

    @Test
    void refusesADamagedViaBelowOurs() {
        final SipMessage response =
                TestMessages.parsed(TestMessages.RINGING.replace(THEIRS, "Via: nothing\n"));
        assertThat(writer.hasNextVia(response)).isTrue();
        assertThat(writer.nextVia(response, new ViaView())).isFalse();
    }

    @Test
    void onAStreamItHasAContentLength() {
        final SipMessage with = TestMessages.parsed(withVias("Via: o|Via: t"));
        final String bare =
                """
                SIP/2.0 200 OK
                Via: SIP/2.0/UDP a;branch=1
                Via: SIP/2.0/TCP b;branch=2
                From: <sip:a@b>;tag=1
                To: <sip:b@b>;tag=2
                Call-ID: c
                CSeq: 1 INVITE

                body""";
        final SipMessage without = TestMessages.parsed(bare);
        assertThat(TestMessages.written(w -> writer.write(without, true, w)))
                .isEqualTo(
                        bare.replace("Via: SIP/2.0/UDP a;branch=1\n", "")
                                .replace("\n\n", "\nContent-Length: 4\n\n"));
        assertThat(TestMessages.written(w -> writer.write(with, true, w)))
                .isEqualTo(TestMessages.written(w -> writer.write(with, false, w)));
    }
}
