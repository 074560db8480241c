// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.BiConsumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The copy of RFC 3261 §16.6 with the stamps of §18.2.1 and RFC 3581 §4. */
class ForwardedRequestWriterTest {
    private static final Flow UDP = TestMessages.flow(TransportProtocol.UDP, "192.0.2.7", 5062);

    private final ForwardedRequestWriter forwarded = new ForwardedRequestWriter();

    private String written(
            final SipMessage request,
            final BiConsumer<ForwardedRequestWriter, SipMessage> changes) {
        forwarded.begin(request, UDP);
        changes.accept(forwarded, request);
        return TestMessages.written(w -> assertThat(forwarded.write(request, w)).isTrue());
    }

    private static SipMessage withVia(final String via) {
        return TestMessages.parsed(
                TestMessages.INVITE.replaceFirst(
                        "(?m)^Via: .*", "Via: " + via.replace("~", "\n ")));
    }

    private static String via(final String message) {
        return message.replaceFirst("(?s).*?\nVia: (.*?)\nMax.*", "$1").replace("\n ", "~");
    }

    @Test
    void changesWhatTheRfcSaysAndNothingElse() {
        final String copy =
                written(
                        TestMessages.parsed(TestMessages.INVITE),
                        (f, request) -> {
                            final SipWriter via =
                                    f.beginVia(
                                            request, TransportProtocol.UDP, UDP.local().sentBy());
                            f.endVia(via.put("z9hG4bKours"), TransportProtocol.UDP);
                            f.insertAtTop(request)
                                    .name(HeaderName.RECORD_ROUTE)
                                    .put("<sip:192.0.2.1;lr>")
                                    .crlf();
                            f.replaceRequestUri(request).put("sip:bob@192.0.2.4");
                        });
        assertThat(copy)
                .isEqualTo(
                        TestMessages.INVITE
                                .replace("sip:bob@example.org SIP", "sip:bob@192.0.2.4 SIP")
                                .replace(
                                        "Via:",
                                        "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKours;rport\n"
                                                + "Record-Route: <sip:192.0.2.1;lr>\nVia:")
                                .replace("Max-Forwards: 70", "Max-Forwards: 69"));
    }

    @Test
    void asksForRportOnlyOverDatagrams() {
        final String copy =
                written(
                        TestMessages.parsed(TestMessages.INVITE),
                        (f, request) -> {
                            final SipWriter via =
                                    f.beginVia(
                                            request, TransportProtocol.TCP, UDP.local().sentBy());
                            f.endVia(via.put("z9hG4bKours"), TransportProtocol.TCP);
                        });
        assertThat(via(copy)).startsWith("SIP/2.0/TCP 192.0.2.1:5060;branch=z9hG4bKours\n");
    }

    /** From 192.0.2.7 port 5062; {@code ~} stands for a fold. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            textBlock =
                    """
                    SIP/2.0/UDP 192.0.2.7:5062;branch=z              | SIP/2.0/UDP 192.0.2.7:5062;branch=z
                    SIP/2.0/UDP 192.0.2.7;branch=z                   | SIP/2.0/UDP 192.0.2.7;branch=z
                    SIP/2.0/UDP 192.0.2.7                            | SIP/2.0/UDP 192.0.2.7
                    SIP/2.0/UDP 10.0.0.1;branch=z                    | SIP/2.0/UDP 10.0.0.1;branch=z;received=192.0.2.7
                    SIP/2.0/UDP host.example.org                     | SIP/2.0/UDP host.example.org;received=192.0.2.7
                    SIP/2.0/UDP 192.0.2.7:5062;rport;branch=z        | SIP/2.0/UDP 192.0.2.7:5062;rport=5062;branch=z;received=192.0.2.7
                    SIP/2.0/UDP 10.0.0.1;branch=z;rport              | SIP/2.0/UDP 10.0.0.1;branch=z;rport=5062;received=192.0.2.7
                    SIP/2.0/UDP 10.0.0.1 ; RPORT ; branch=z          | SIP/2.0/UDP 10.0.0.1; RPORT=5062; branch=z;received=192.0.2.7
                    SIP/2.0/UDP 10.0.0.1;x=";rport;";rport~;y        | SIP/2.0/UDP 10.0.0.1;x=";rport;";rport=5062;y;received=192.0.2.7
                    SIP/2.0/UDP 10.0.0.1;xrport;rportx;rport         | SIP/2.0/UDP 10.0.0.1;xrport;rportx;rport=5062;received=192.0.2.7
                    SIP/2.0/UDP 10.0.0.1;rport;rport                 | SIP/2.0/UDP 10.0.0.1;rport=5062;rport;received=192.0.2.7
                    SIP/2.0/UDP 10.0.0.1;rport=99                    | SIP/2.0/UDP 10.0.0.1;rport=99;received=192.0.2.7
                    SIP/2.0/UDP 192.0.2.7;received=6.6.6.6           | SIP/2.0/UDP 192.0.2.7;received=192.0.2.7
                    SIP/2.0/UDP 10.0.0.1;received=6.6.6.6;branch=z   | SIP/2.0/UDP 10.0.0.1;branch=z;received=192.0.2.7
                    SIP/2.0/UDP 10.0.0.1;received=6.6.6.6;a;Received;b;received="x" | SIP/2.0/UDP 10.0.0.1;a;b;received=192.0.2.7
                    SIP/2.0/UDP 10.0.0.1;rport, SIP/2.0/TCP low;rport | SIP/2.0/UDP 10.0.0.1;rport=5062;received=192.0.2.7, SIP/2.0/TCP low;rport
                    """)
    void stampsTheTopmostVia(final String before, final String after) {
        assertThat(via(written(withVia(before), (f, request) -> {}))).isEqualTo(after);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    [2001:db8::7]:5062;branch=z            | [2001:db8::7]:5062;branch=z
                    [2001:db8::8];branch=z                 | [2001:db8::8];branch=z;received=2001:db8::7
                    [2001:0db8::7];branch=z                | [2001:0db8::7];branch=z;received=2001:db8::7
                    [2001:db8::7];rport                    | [2001:db8::7];rport=5999;received=2001:db8::7
                    """)
    void stampsIpv6WithoutBrackets(final String before, final String after) {
        final SipMessage request = withVia("SIP/2.0/TCP " + before);
        forwarded.begin(request, TestMessages.flow(TransportProtocol.TCP, "2001:db8::7", 5999));
        final String copy = TestMessages.written(w -> forwarded.write(request, w));
        assertThat(via(copy)).isEqualTo("SIP/2.0/TCP " + after);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    Max-Forwards: 70,       Max-Forwards: 69
                    Max-Forwards: 1,        Max-Forwards: 0
                    MAX-FORWARDS :  0100,   MAX-FORWARDS :  99
                    Max-Forwards: 255,      Max-Forwards: 254
                    Max-Forwards: 0,        Max-Forwards: 0
                    """)
    void takesOneFromMaxForwards(final String before, final String after) {
        final String text = TestMessages.INVITE.replace("Max-Forwards: 70", before);
        assertThat(written(TestMessages.parsed(text), (f, request) -> {}))
                .isEqualTo(text.replace(before, after));
    }

    @Test
    void addsMaxForwardsBelowTheTopmostVia() {
        final String text = TestMessages.INVITE.replace("Max-Forwards: 70\n", "");
        assertThat(written(TestMessages.parsed(text), (f, request) -> {}))
                .isEqualTo(TestMessages.INVITE);
    }

    /** Routes a to e in every layout; {@code |} ends a header line, {@code ~} is a fold. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                    a             ; 1 ; false ; ''
                    a             ; 0 ; true  ; ''
                    a             ; 1 ; true  ; ''
                    a             ; 9 ; false ; ''
                    a,b,c         ; 1 ; false ; b,c
                    a,b,c         ; 2 ; false ; c
                    a,b,c         ; 3 ; false ; ''
                    a,b,c         ; 0 ; true  ; a,b
                    a,b,c         ; 1 ; true  ; b
                    a,b           ; 1 ; true  ; ''
                    a,b,c         ; 2 ; true  ; ''
                    a|b|c         ; 1 ; false ; b|c
                    a|b|c         ; 2 ; false ; c
                    a|b|c         ; 0 ; true  ; a|b
                    a|b|c         ; 1 ; true  ; b
                    a,b|c         ; 1 ; false ; b|c
                    a,b|c         ; 2 ; false ; c
                    a|b,c         ; 1 ; false ; b,c
                    a|b,c         ; 2 ; false ; c
                    a|b,c         ; 0 ; true  ; a|b
                    a|b,c         ; 1 ; true  ; b
                    a,b|c,d       ; 3 ; false ; d
                    a,b|c,d       ; 1 ; true  ; b|c
                    a,~b,~c       ; 1 ; false ; b,~c
                    a~,~b~|~c,d   ; 1 ; true  ; b|~c
                    ,a,,b,|,|c    ; 1 ; false ; b|,|c
                    a,b,          ; 0 ; true  ; a
                    """)
    void takesRoutesAwayInEveryLayout(
            final String before, final int top, final boolean last, final String after) {
        final String routes = lines(before);
        final String text = TestMessages.INVITE.replace("CSeq", routes + "CSeq");
        final String copy =
                written(
                        TestMessages.parsed(text),
                        (f, request) -> {
                            f.deleteTopRoutes(request, top);
                            if (last) {
                                f.deleteLastRoute(request);
                            }
                        });
        assertThat(values(copy)).isEqualTo(values(lines(after)));
        final String rest = copy.replaceAll("(?m)^Route:.*\n( .*\n)*", "");
        assertThat(rest)
                .isEqualTo(TestMessages.INVITE.replace("Max-Forwards: 70", "Max-Forwards: 69"));
        assertThat(copy).doesNotContainPattern("(?m)^Route: *\n(?! )");
    }

    private static String lines(final String layout) {
        final StringBuilder text = new StringBuilder();
        for (final String line : layout.replace('|', '\n').lines().toList()) {
            text.append("Route: ")
                    .append(line.replaceAll("([a-e])", "<sip:$1,x;lr>").replace("~", "\n "))
                    .append('\n');
        }
        return text.toString();
    }

    private static String values(final String text) {
        final SipMessage message =
                TestMessages.parsed(
                        text.startsWith("INVITE")
                                ? text
                                : TestMessages.INVITE.replace("CSeq", text + "CSeq"));
        final ValueCursor cursor = new ValueCursor();
        final StringBuilder all = new StringBuilder();
        cursor.reset(message, HeaderName.ROUTE);
        while (cursor.next()) {
            all.append(message.string(cursor.span())).append(' ');
        }
        return all.toString();
    }

    @Test
    void ourViaStandsOnTopAlsoWhereTheFirstHeaderIsTakenAway() {
        final String text =
                "INVITE sip:bob@example.org SIP/2.0\nRoute: <sip:a>\n"
                        + TestMessages.INVITE.substring(TestMessages.INVITE.indexOf('\n') + 1);
        final String copy =
                written(
                        TestMessages.parsed(text),
                        (f, request) -> {
                            f.deleteTopRoutes(request, 1);
                            f.deleteHeader(request, 0);
                            final SipWriter via =
                                    f.beginVia(
                                            request, TransportProtocol.TCP, UDP.local().sentBy());
                            f.endVia(via.put("z9hG4bKours"), TransportProtocol.TCP);
                        });
        assertThat(copy)
                .startsWith(
                        """
                        INVITE sip:bob@example.org SIP/2.0
                        Via: SIP/2.0/TCP 192.0.2.1:5060;branch=z9hG4bKours
                        Via: SIP/2.0/UDP 192.0.2.7:5062;branch=z9hG4bK776asdhds
                        """)
                .doesNotContain("Route");
    }

    @Test
    void appendsARouteBelowTheOthers() {
        final String text = TestMessages.INVITE.replace("CSeq", "Route: <sip:a>,<sip:b>\nCSeq");
        final BiConsumer<ForwardedRequestWriter, SipMessage> change =
                (f, request) -> {
                    f.deleteTopRoutes(request, 1);
                    f.appendRoute(request).put("<sip:bob@example.org>").crlf();
                };
        assertThat(written(TestMessages.parsed(text), change))
                .contains("\nRoute: <sip:b>\nRoute: <sip:bob@example.org>\nCSeq");
        assertThat(written(TestMessages.parsed(TestMessages.INVITE), change))
                .contains("z9hG4bK776asdhds\nRoute: <sip:bob@example.org>\nMax-Forwards: 69");
    }

    @Test
    void replacesAndDeletesHeaders() {
        final String copy =
                written(
                        TestMessages.parsed(TestMessages.INVITE),
                        (f, request) -> {
                            f.replaceValue(request, request.first(HeaderName.CONTENT_TYPE))
                                    .put("x/y");
                            f.deleteHeader(request, request.first(HeaderName.CONTACT));
                        });
        assertThat(copy)
                .contains("\nCSeq: 314159 INVITE\nContent-Type: x/y\nContent-Length: 5\n\nv=0\n");
    }

    @Test
    void leavesEmptyLinesBeforeTheMessageAndBytesAfterItBehind() {
        final SipMessage request = TestMessages.parsed("\n\n" + TestMessages.INVITE + "more");
        assertThat(written(request, (f, r) -> {}))
                .isEqualTo(TestMessages.INVITE.replace("Max-Forwards: 70", "Max-Forwards: 69"));
    }

    @Test
    void startsOverForEachBranch() {
        final SipMessage request =
                TestMessages.parsed(TestMessages.INVITE.replace("CSeq", "Route: <sip:a>\nCSeq"));
        final String first = written(request, (f, r) -> f.deleteTopRoutes(r, 1));
        written(request, (f, r) -> f.replaceRequestUri(r).put("sip:x"));
        assertThat(written(request, (f, r) -> f.deleteTopRoutes(r, 1))).isEqualTo(first);
    }

    @Test
    void saysWhenTheTargetIsTooSmall() {
        final SipMessage request = TestMessages.parsed(TestMessages.INVITE);
        final int size = TestMessages.crlf(TestMessages.INVITE).length;
        final SipWriter target = new SipWriter();
        forwarded.begin(request, UDP);
        target.wrap(new UnsafeBuffer(new byte[size]), 0, size);
        assertThat(forwarded.write(request, target)).isTrue();
        target.wrap(new UnsafeBuffer(new byte[size]), 0, size - 1);
        assertThat(forwarded.write(request, target)).isFalse();
    }
}
