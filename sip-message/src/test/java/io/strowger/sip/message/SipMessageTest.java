// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One defect a row: what {@link SipMessage#parse} says when a sound INVITE is changed at one place. */
class SipMessageTest {
    /** Defects that a view or the stream framer states, not the parser of whole messages. */
    private static final Set<Malformation> ELSEWHERE =
            EnumSet.of(
                    Malformation.BAD_ADDRESS,
                    Malformation.BAD_URI,
                    Malformation.MISSING_CONTENT_LENGTH);

    private final SipMessage message = new SipMessage();

    private Malformation parse(final String text) {
        final String wire = text.replace("~", "\n").replace("\\r", "\r").replace("\\n", "\u0001");
        final byte[] bytes = wire.replace("\n", "\r\n").replace('\u0001', '\n').getBytes(US_ASCII);
        return TestMessages.parse(message, bytes);
    }

    private static String changed(final String line, final String into) {
        final String changed =
                TestMessages.INVITE.replaceFirst(
                        "(?m)^" + line + ".*\n", Matcher.quoteReplacement(into + "\n"));
        return into.isEmpty() ? changed.replaceFirst("\n\n", "\n") : changed;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            textBlock =
                    """
                    INVITE   | INVITE                                  | BAD_START_LINE
                    INVITE   | INVITE sip:b@c                          | BAD_START_LINE
                    INVITE   | INVITE sip:b@c HTTP/1.1                 | BAD_START_LINE
                    INVITE   | INVITE sip:b@c SIP/                     | BAD_START_LINE
                    INVITE   | INVITE sip:b@c SIP/2.0\\r               | BAD_START_LINE
                    INVITE   | INVITE sip:b@c\\nSIP/2.0                | BAD_START_LINE
                    INVITE   | INV(TE sip:b@c SIP/2.0                  | BAD_START_LINE
                    INVITE   | ' INVITE sip:b@c SIP/2.0'               | BAD_START_LINE
                    INVITE   | INVITE sip:b@c SIP/3.0                  | UNSUPPORTED_VERSION
                    INVITE   | INVITE sip:b@c SIP/2.00                 | UNSUPPORTED_VERSION
                    INVITE   | INVITE  SIP/2.0                         | BAD_REQUEST_URI
                    INVITE   | INVITE bob SIP/2.0                      | BAD_REQUEST_URI
                    INVITE   | INVITE sip:b@c;x=%4 SIP/2.0             | BAD_REQUEST_URI
                    INVITE   | INVITE sip:b@c:70000 SIP/2.0            | BAD_REQUEST_URI
                    INVITE   | INVITE sip:b@c?Subject=x SIP/2.0        | BAD_REQUEST_URI
                    INVITE   | INVITE sip:b@c SIP/2.0                  | NONE
                    INVITE   | INVITE sip:b@c sip/2.0                  | NONE
                    INVITE   | INVITE urn:service:sos SIP/2.0          | NONE
                    INVITE   | invite sip:b@c SIP/2.0                  | CSEQ_METHOD_MISMATCH
                    INVITE   | ~~INVITE sip:b@c SIP/2.0                | NONE
                    INVITE   | SIP/2.0 200                             | NONE
                    INVITE   | sip/2.0 200 OK                          | NONE
                    INVITE   | SIP/2.0 100 Trying                      | NONE
                    INVITE   | SIP/2.0 699 x y z                       | NONE
                    INVITE   | SIP/2.0 99 x                            | BAD_STATUS_LINE
                    INVITE   | SIP/2.0 099 x                           | BAD_STATUS_LINE
                    INVITE   | SIP/2.0 700 x                           | BAD_STATUS_LINE
                    INVITE   | SIP/2.0 2000 x                          | BAD_STATUS_LINE
                    INVITE   | SIP/2.0 20x OK                          | BAD_STATUS_LINE
                    INVITE   | SIP/2.0  200 OK                         | BAD_STATUS_LINE
                    INVITE   | SIP/2.0                                 | BAD_STATUS_LINE
                    INVITE   | SIP/7.0 200 OK                          | BAD_STATUS_LINE
                    INVITE   | SIP/200 OK                              | BAD_STATUS_LINE
                    Contact  | no colon                                | BAD_HEADER_LINE
                    Contact  | ':x'                                    | BAD_HEADER_LINE
                    Contact  | ' : x'                                  | BAD_CSEQ
                    Contact  | 'a b: x'                                | BAD_HEADER_LINE
                    Contact  | 'a(b: x'                                | BAD_HEADER_LINE
                    Contact  | 'öx: x'                                 | BAD_HEADER_LINE
                    Contact  | 'X: a\\rb'                              | BAD_HEADER_LINE
                    Contact  | 'X: a\\nb'                              | BAD_HEADER_LINE
                    Contact  | 'X  : '                                 | NONE
                    Contact  | X:~ y~\ty                               | NONE
                    Via      | ''                                      | MISSING_VIA
                    From     | ''                                      | MISSING_FROM
                    To       | ''                                      | MISSING_TO
                    Call-ID  | ''                                      | MISSING_CALL_ID
                    CSeq     | ''                                      | MISSING_CSEQ
                    Via      | Via: SIP/2.0/UDP                        | BAD_VIA
                    Via      | 'Via: ,SIP/2.0/UDP h'                   | BAD_VIA
                    Via      | 'Via: SIP/2.0/UDP h;;, x'               | BAD_VIA
                    Via      | 'Via: SIP/2.0/UDP h, broken below'      | NONE
                    From     | From: Bell, A <sip:a@b>;tag=1           | BAD_FROM
                    From     | From: <sip:a@b>;tag=1,<sip:c@d>         | BAD_FROM
                    From     | From: sip:a@b                           | NONE
                    To       | To: "Bob <sip:a@b>                      | BAD_TO
                    To       | To: sip:a@b;tag="x                      | BAD_TO
                    Call-ID  | Call-ID: a b                            | BAD_CALL_ID
                    Call-ID  | Call-ID:                                | BAD_CALL_ID
                    Call-ID  | Call-ID:~ folded                        | NONE
                    CSeq     | CSeq: 1                                 | BAD_CSEQ
                    CSeq     | CSeq: INVITE                            | BAD_CSEQ
                    CSeq     | CSeq: 1INVITE                           | BAD_CSEQ
                    CSeq     | CSeq: -1 INVITE                         | BAD_CSEQ
                    CSeq     | CSeq: 1 INVITE x                        | BAD_CSEQ
                    CSeq     | CSeq: 2147483648 INVITE                 | BAD_CSEQ
                    CSeq     | CSeq: 2147483647~ INVITE                | NONE
                    CSeq     | CSeq: 00000000000000001 INVITE          | NONE
                    CSeq     | CSeq: 1 OPTIONS                         | CSEQ_METHOD_MISMATCH
                    CSeq     | CSeq: 1 INVITEE                         | CSEQ_METHOD_MISMATCH
                    Max      | Max-Forwards: 256                       | BAD_MAX_FORWARDS
                    Max      | Max-Forwards: -1                        | BAD_MAX_FORWARDS
                    Max      | Max-Forwards: 7x                        | BAD_MAX_FORWARDS
                    Max      | Max-Forwards:                           | BAD_MAX_FORWARDS
                    Max      | Max-Forwards: 255                       | NONE
                    Max      | ''                                      | NONE
                    Content-L| Content-Length: 6                       | BODY_TRUNCATED
                    Content-L| Content-Length: -1                      | BAD_CONTENT_LENGTH
                    Content-L| Content-Length: 1 2                     | BAD_CONTENT_LENGTH
                    Content-L| Content-Length: 9999999999              | BAD_CONTENT_LENGTH
                    Content-L| l: 4                                    | NONE
                    Content-L| ''                                      | NONE
                    Contact  | i: other@x                              | REPEATED_HEADER
                    Contact  | f: sip:a@b                              | REPEATED_HEADER
                    Contact  | t: sip:a@b                              | REPEATED_HEADER
                    Contact  | cseq: 314159 INVITE                     | REPEATED_HEADER
                    Contact  | max-forwards: 70                        | REPEATED_HEADER
                    Contact  | l: 5                                    | REPEATED_HEADER
                    """)
    void statesTheFirstDefect(final String line, final String into, final Malformation expected) {
        assertThat(parse(changed(line, into))).isEqualTo(expected);
    }

    @Test
    void everyDefectHasARowOrItsOwnTest() throws ReflectiveOperationException {
        final CsvSource rows =
                SipMessageTest.class
                        .getDeclaredMethod(
                                "statesTheFirstDefect",
                                String.class,
                                String.class,
                                Malformation.class)
                        .getAnnotation(CsvSource.class);
        final Set<Malformation> missing = EnumSet.allOf(Malformation.class);
        missing.removeAll(ELSEWHERE);
        missing.removeIf(defect -> rows.textBlock().contains("| " + defect + "\n"));
        assertThat(missing)
                .containsExactlyInAnyOrder(
                        Malformation.EMPTY,
                        Malformation.TOO_LARGE,
                        Malformation.UNTERMINATED_HEADERS,
                        Malformation.TOO_MANY_HEADERS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            textBlock =
                    """
                    ''                                   | EMPTY
                    ~                                    | EMPTY
                    ~~~~                                 | EMPTY
                    INVITE sip:b@c SIP/2.0               | BAD_START_LINE
                    INVITE sip:b@c SIP/2.0\\r            | BAD_START_LINE
                    INVITE sip:b@c SIP/2.0~              | UNTERMINATED_HEADERS
                    INVITE sip:b@c SIP/2.0~A: b          | UNTERMINATED_HEADERS
                    INVITE sip:b@c SIP/2.0~A: b\\r       | UNTERMINATED_HEADERS
                    INVITE sip:b@c SIP/2.0~A: b~         | UNTERMINATED_HEADERS
                    INVITE sip:b@c SIP/2.0~A: b~\\r      | UNTERMINATED_HEADERS
                    'INVITE sip:b@c SIP/2.0~ folded~~'   | BAD_HEADER_LINE
                    INVITE sip:b@c SIP/2.0~~             | MISSING_VIA
                    """)
    void fragmentsAreNoMessages(final String text, final Malformation expected) {
        assertThat(parse(text)).isEqualTo(expected);
    }

    @Test
    void headersAreLimited() {
        final String filler = "X-Filler: 1\n";
        final int sound = HeaderIndex.MAX_HEADERS - 9;
        assertThat(parse(TestMessages.INVITE.replace("CSeq", filler.repeat(sound) + "CSeq")))
                .isEqualTo(Malformation.NONE);
        assertThat(message.headerCount()).isEqualTo(HeaderIndex.MAX_HEADERS);
        assertThat(parse(TestMessages.INVITE.replace("CSeq", filler.repeat(sound + 1) + "CSeq")))
                .isEqualTo(Malformation.TOO_MANY_HEADERS);
        assertThat(message.topVia().isWellFormed()).isTrue();
        assertThat(message.headerCount()).isEqualTo(HeaderIndex.MAX_HEADERS);
    }

    @Test
    void whatWasFoundBeforeADefectStaysReadable() {
        assertThat(parse(changed("INVITE", "INVITE sip:b@c SIP/3.0")))
                .isEqualTo(Malformation.UNSUPPORTED_VERSION);
        assertThat(message.isRequest()).isTrue();
        assertThat(message.method()).isEqualTo(Method.INVITE);
        assertThat(message.string(message.topVia().branch())).isEqualTo("z9hG4bK776asdhds");
        assertThat(message.string(message.callId())).isEqualTo("a84b4c76e66710@192.0.2.7");
        assertThat(message.cseqNumber()).isEqualTo(314159);
    }

    @Test
    void nothingIsLeftOfTheMessageBefore() {
        assertThat(parse(TestMessages.INVITE)).isEqualTo(Malformation.NONE);
        assertThat(parse("BYE")).isEqualTo(Malformation.BAD_START_LINE);
        assertThat(message.isRequest()).isFalse();
        assertThat(message.method()).isEqualTo(Method.EXTENSION);
        assertThat(message.headerCount()).isZero();
        assertThat(message.topVia().isWellFormed()).isFalse();
        assertThat(message.topVia().branch()).isEqualTo(Span.NONE);
        assertThat(message.callId()).isEqualTo(Span.NONE);
        assertThat(message.fromTag()).isEqualTo(Span.NONE);
        assertThat(message.toTag()).isEqualTo(Span.NONE);
        assertThat(message.maxForwards()).isEqualTo(-1);
        assertThat(message.cseqNumber()).isEqualTo(-1);
        assertThat(message.cseqMethod()).isEqualTo(Method.EXTENSION);
        assertThat(message.requestUri()).isEqualTo(Span.NONE);
        assertThat(message.bodyLength()).isZero();
    }

    @Test
    void readsARequest() {
        parse(TestMessages.INVITE.replace("To: Bob <sip:bob@example.org>", "t: <sip:bob@x>;tag=9"));
        assertThat(message.string(message.requestUri())).isEqualTo("sip:bob@example.org");
        assertThat(message.string(message.requestUriView().host())).isEqualTo("example.org");
        assertThat(message.string(message.methodSpan())).isEqualTo("INVITE");
        assertThat(message.statusCode()).isZero();
        assertThat(message.string(message.fromTag())).isEqualTo("1928301774");
        assertThat(message.string(message.toTag())).isEqualTo("9");
        assertThat(message.string(message.cseqMethodSpan())).isEqualTo("INVITE");
        assertThat(message.maxForwards()).isEqualTo(70);
        assertThat(message.equals(message.callId(), "a84b4c76e66710@192.0.2.7".getBytes(US_ASCII)))
                .isTrue();
        assertThat(message.equals(message.callId(), "A84b4c76e66710@192.0.2.7".getBytes(US_ASCII)))
                .isFalse();
        assertThat(message.equals(Span.NONE, new byte[0])).isFalse();
        assertThat(message.equalsIgnoreCase(message.nameSpan(0), "via".getBytes(US_ASCII)))
                .isTrue();
        assertThat(message.toString()).startsWith("INVITE sip:bob@example.org SIP/2.0\r\nVia");
    }

    @Test
    void knowsWhereTheMessageEndsInADatagram() {
        parse("~~" + TestMessages.INVITE + "trailing bytes");
        assertThat(message.start()).isEqualTo(4);
        assertThat(message.bodyLength()).isEqualTo(5);
        assertThat(message.string(Span.of(message.bodyStart(), message.bodyEnd())))
                .isEqualTo("v=0\r\n");
        assertThat(message.headersStart()).isEqualTo(message.lineStart(0));
        assertThat(message.length()).isGreaterThan(message.bodyEnd());
    }

    @Test
    void findsHeadersByNameInWireOrder() {
        parse(
                TestMessages.INVITE
                        .replace("Max", "Route: <sip:a>\nX-1: 1\nRoute : <sip:b>\nMax")
                        .replace("CSeq", "ROUTE:\n <sip:c>\nCSeq"));
        final int first = message.first(HeaderName.ROUTE);
        final int second = message.next(first);
        final int third = message.next(second);
        assertThat(message.string(message.value(first))).isEqualTo("<sip:a>");
        assertThat(message.string(message.value(second))).isEqualTo("<sip:b>");
        assertThat(message.string(message.value(third))).isEqualTo("<sip:c>");
        assertThat(message.next(third)).isNegative();
        assertThat(message.count(HeaderName.ROUTE)).isEqualTo(3);
        assertThat(message.count(HeaderName.OTHER)).isEqualTo(1);
        assertThat(message.string(message.nameSpan(second))).isEqualTo("Route");
        assertThat(message.string(Span.of(message.lineStart(third), message.lineEnd(third))))
                .isEqualTo("ROUTE:\r\n <sip:c>\r\n");
        assertThat(message.valueOf(HeaderName.PATH)).isEqualTo(Span.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    0,                     0
                    3600,                  3600
                    4294967295,            4294967295
                    4294967296,            4294967295
                    99999999999999999999,  4294967295
                    00000000000000000005,  5
                    -1,                    -1
                    1h,                    -1
                    '',                    -1
                    """)
    void readsSecondsAndLimitsThem(final String value, final long expected) {
        parse(TestMessages.INVITE.replace("Max", "Expires: " + value + "\nMax"));
        assertThat(message.expires()).isEqualTo(expected);
    }

    @Test
    void absentExpiresIsMinusOne() {
        parse(TestMessages.INVITE);
        assertThat(message.expires()).isEqualTo(-1);
    }

    @Test
    void readsAMessageInTheMiddleOfABuffer() {
        final byte[] bytes = TestMessages.crlf(TestMessages.RINGING);
        final UnsafeBuffer buffer = TestMessages.guarded(bytes, bytes.length, 'x', 100);
        assertThat(message.parse(buffer, 100, bytes.length)).isEqualTo(Malformation.NONE);
        assertThat(message.offset()).isEqualTo(100);
        assertThat(message.buffer()).isSameAs(buffer);
        assertThat(message.statusCode()).isEqualTo(180);
        assertThat(message.method()).isEqualTo(Method.EXTENSION);
        assertThat(message.cseqMethod()).isEqualTo(Method.INVITE);
        assertThat(message.string(message.reasonPhrase())).isEqualTo("Ringing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "REGISTER", "PRACK"})
    void knowsMethodsByTheirExactName(final String name) {
        parse(TestMessages.INVITE.replace("INVITE", name));
        assertThat(message.method()).isEqualTo(Method.valueOf(name));
        parse(TestMessages.INVITE.replace("INVITE", name.toLowerCase(java.util.Locale.ROOT)));
        assertThat(message.method()).isEqualTo(Method.EXTENSION);
    }
}
