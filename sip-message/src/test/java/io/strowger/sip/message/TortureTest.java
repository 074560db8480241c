// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.sip.message.StreamFramer.Outcome;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 4475 whole: each message's outcome, and what is read from the valid ones. */
class TortureTest {
    private final SipMessage message = new SipMessage();

    static List<TortureMessage> all() {
        return TortureMessage.all();
    }

    private SipMessage parsed(final String file) {
        assertThat(TestMessages.parse(message, TortureMessage.bytes(file)))
                .isEqualTo(Malformation.NONE);
        return message;
    }

    private NameAddrView address(final HeaderName name) {
        final NameAddrView view = new NameAddrView();
        assertThat(view.wrap(message.buffer(), message.valueOf(name))).isEqualTo(Malformation.NONE);
        return view;
    }

    private int values(final HeaderName name) {
        final ValueCursor cursor = new ValueCursor();
        cursor.reset(message, name);
        int count = 0;
        while (cursor.next()) {
            count++;
        }
        return count;
    }

    private static String orDash(final String text) {
        return text.isEmpty() ? "-" : text;
    }

    @Test
    void theTableHasEveryMessageOfTheRfc() {
        assertThat(all()).hasSize(49).doesNotHaveDuplicates();
        assertThat(all())
                .allMatch(row -> row.network().matches("accept|drop|[1-6]\\d\\d(/[1-6]\\d\\d)*"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void parserSaysWhatTheTableSays(final TortureMessage row) {
        assertThat(TestMessages.parse(message, row.bytes())).isEqualTo(row.parser());
        if (row.parser() != Malformation.NONE) {
            final String expected = message.isRequest() ? "" + row.parser().statusCode() : "drop";
            assertThat(row.network()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    wsinv      | INVITE    | vivekg@chair-dnrc.example.com | wsinv.ndaksdj@192.0.2.1 | 9 | 98asjd8 | 1918181833n | 68 | 3 | 1 | 150
                    esc01      | INVITE    | sips%3Auser%40example.com@example.net | esc01.239409asdfakjkn23onasd0-3234 | 234234 | 938 | - | 87 | 1 | 1 | 150
                    escnull    | REGISTER  | -@example.com | escnull.39203ndfvkjdasfkq3w4otrq0adsfdfnavd | 14398234 | 839923423 | - | 70 | 1 | 2 | 0
                    esc02      | EXTENSION | -@registrar.example.com | esc02.asdfnqwo34rq23i34jrjasdcnl23nrlknsdf | 29344 | f232jadfj23 | - | 70 | 1 | 2 | 0
                    lwsdisp    | OPTIONS   | user@example.com | lwsdisp.1234abcd@funky.example.com | 60 | 323 | - | 70 | 1 | 0 | 0
                    dblreq     | REGISTER  | -@example.com | dblreq.0ha0isndaksdj99sdfafnl3lk233412 | 8 | 43251j3j324 | - | 8 | 1 | 1 | 0
                    semiuri    | OPTIONS   | user;par=u%40example.net@example.com | semiuri.0ha0isndaksdj | 8 | 33242 | - | 3 | 1 | 0 | 0
                    transports | OPTIONS   | user@example.com | transports.kijh4akdnaqjkwendsasfdj | 60 | 323 | - | 70 | 5 | 0 | 0
                    mpart01    | MESSAGE   | kumiko@example.org | 3d9485ad0c49859b@Zmx1ZmZ5LW1hYy0xNi5sb2NhbA.. | 1 | 2fb0dcc9 | - | 70 | 1 | 1 | 553
                    baddate    | INVITE    | user@example.com | baddate.239423mnsadf3j23lj42--sedfnm234 | 1392934 | 2234923 | - | 70 | 1 | 1 | 150
                    regbadct   | REGISTER  | -@example.com | regbadct.k345asrl3fdbv@10.0.0.1 | 1 | 998332 | - | 70 | 1 | 1 | 0
                    badbranch  | OPTIONS   | user@example.com | badbranch.sadonfo23i420jv0as0derf3j3n | 8 | 33242 | - | 3 | 1 | 0 | 0
                    unkscm     | OPTIONS   | -@- | unkscm.nasdfasser0q239nwsdfasdkl34 | 3923423 | 384 | - | 3 | 1 | 0 | 0
                    novelsc    | OPTIONS   | -@- | novelsc.asdfasser0q239nwsdfasdkl34 | 3923423 | 384 | - | 3 | 1 | 0 | 0
                    unksm2     | REGISTER  | -@example.com | unksm2.daksdj@hyphenated-host.example.com | 234902 | 3234233 | - | 70 | 1 | 1 | 0
                    bext01     | OPTIONS   | user@example.com | bext01.0ha0isndaksdj | 8 | 242etr | - | 6 | 1 | 0 | 0
                    invut      | INVITE    | user@example.com | invut.0ha0isndaksdjadsfij34n23d | 235448 | 8392034 | - | 70 | 1 | 1 | 40
                    regaut01   | REGISTER  | -@example.com | regaut01.0ha0isndaksdj | 9338 | 87321hj23128 | - | 8 | 1 | 0 | 0
                    zeromf     | OPTIONS   | user@example.com | zeromf.jfasdlfnm2o2l43r5u0asdfas | 39234321 | 3ghsd41 | - | 0 | 1 | 0 | 0
                    cparam01   | REGISTER  | -@example.com | cparam01.70710@saturn.example.com | 2 | DkfVgjkrtMwaerKKpe | - | 70 | 1 | 1 | 0
                    cparam02   | REGISTER  | -@example.com | cparam02.70710@saturn.example.com | 3 | 838293 | - | 70 | 1 | 1 | 0
                    regescrt   | REGISTER  | -@example.com | regescrt.k345asrl3fdbv@192.0.2.1 | 14398234 | 8 | - | 70 | 1 | 1 | 0
                    sdp01      | INVITE    | user@example.com | sdp01.ndaksdj9342dasdd | 8 | 234 | - | 5 | 1 | 1 | 150
                    inv2543    | INVITE    | UserB@example.com | inv2543.1717@ift.client.example.com | 56 | - | - | -1 | 1 | 0 | 105
                    """)
    void readsTheRightThings(
            final String file,
            final Method method,
            final String target,
            final String callId,
            final long cseq,
            final String fromTag,
            final String toTag,
            final int maxForwards,
            final int vias,
            final int contacts,
            final int body) {
        parsed(file);
        assertThat(message.isRequest()).isTrue();
        assertThat(message.method()).isEqualTo(method).isEqualTo(message.cseqMethod());
        final SipUriView uri = message.requestUriView();
        final String user = orDash(message.string(uri.user()));
        assertThat(user + "@" + orDash(message.string(uri.host()))).isEqualTo(target);
        assertThat(message.string(message.callId())).isEqualTo(callId);
        assertThat(message.cseqNumber()).isEqualTo(cseq);
        assertThat(orDash(message.string(message.fromTag()))).isEqualTo(fromTag);
        assertThat(orDash(message.string(message.toTag()))).isEqualTo(toTag);
        assertThat(message.maxForwards()).isEqualTo(maxForwards);
        assertThat(values(HeaderName.VIA)).isEqualTo(vias);
        assertThat(values(HeaderName.CONTACT)).isEqualTo(contacts);
        assertThat(message.bodyLength()).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    unreason | 200 | = 2**3 * 5**2 но сто девяносто девять - простое | 35 | 154
                    noreason | 100 | ''                                              | 35 | 0
                    bcast    | 200 | OK                                              | 35 | 154
                    """)
    void readsResponses(
            final String file,
            final int status,
            final String reason,
            final long cseq,
            final int body) {
        parsed(file);
        assertThat(message.isRequest()).isFalse();
        assertThat(message.statusCode()).isEqualTo(status);
        assertThat(message.string(message.reasonPhrase())).isEqualTo(reason);
        assertThat(message.cseqMethod()).isEqualTo(Method.INVITE);
        assertThat(message.cseqNumber()).isEqualTo(cseq);
        assertThat(message.bodyLength()).isEqualTo(body);
    }

    @Test
    void foldsAndSpacesOfWsinvMeanNothing() {
        parsed("wsinv");
        assertThat(message.topVia().hasMagicCookie()).isFalse();
        assertThat(message.string(message.topVia().branch())).isEqualTo("390skdjuw");
        final NameAddrView contact = address(HeaderName.CONTACT);
        assertThat(message.string(contact.displayName())).isEqualTo("\"Quoted string \\\"\\\"\"");
        assertThat(message.string(contact.parameter("newparam".getBytes(US_ASCII))))
                .isEqualTo("newvalue");
        assertThat(contact.parameter("secondparam".getBytes(US_ASCII))).isEqualTo(Span.EMPTY);
        assertThat(message.string(contact.parameter("q".getBytes(US_ASCII)))).isEqualTo("0.33");
        assertThat(message.string(address(HeaderName.FROM).displayName()))
                .isEqualTo("\"J Rosenberg \\\\\\\"\"");
        assertThat(message.string(message.valueOf(HeaderName.SUBJECT))).isEmpty();
    }

    @Test
    void theUnusualCharactersOfIntmethAreKept() {
        parsed("intmeth");
        assertThat(message.string(message.methodSpan()))
                .isEqualTo("!interesting-Method0123456789_*+`.%indeed'~");
        assertThat(message.string(message.requestUriView().user()))
                .isEqualTo("1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*");
        assertThat(message.string(message.topVia().branch())).isEqualTo("z9hG4bK-.!%66*_+`'~");
        assertThat(message.string(message.callId()))
                .isEqualTo("intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{");
        assertThat(message.string(message.fromTag())).isEqualTo("_token~1'+`*%!-.");
        final NameAddrView from = address(HeaderName.FROM);
        assertThat(message.string(from.displayName())).isEqualTo("token1~` token2'+_ token3*%!.-");
        assertThat(message.string(from.parameter("fromparam''~+*_!.-%".getBytes(US_ASCII))))
                .isEqualTo("работающий");
        assertThat(message.string(address(HeaderName.TO).displayName()))
                .isEqualTo("\"BEL:\\\u0007 NUL:\\\u0000 DEL:\\\u007f\"");
        assertThat(message.maxForwards()).isEqualTo(255);
    }

    @Test
    void longValuesOfLongreqAreRead() {
        parsed("longreq");
        assertThat(message.count(HeaderName.VIA)).isEqualTo(34);
        assertThat(message.topVia().protocol()).isEqualTo(TransportProtocol.TCP);
        assertThat(message.topVia().branch()).isEqualTo(Span.NONE);
        assertThat(message.string(message.fromTag())).hasSize(2 + 50 * 3 + 3);
        assertThat(message.string(address(HeaderName.TO).uri()))
                .startsWith("sip:user@example.com:6000;");
    }

    @Test
    void contactParametersBelongToHeaderOrUri() {
        final byte[] name = "unknownparam".getBytes(US_ASCII);
        parsed("cparam01");
        assertThat(address(HeaderName.CONTACT).parameter(name)).isEqualTo(Span.EMPTY);
        parsed("cparam02");
        final NameAddrView contact = address(HeaderName.CONTACT);
        assertThat(contact.parameter(name)).isEqualTo(Span.NONE);
        final SipUriView uri = new SipUriView();
        assertThat(uri.wrap(message.buffer(), contact.uri())).isEqualTo(Malformation.NONE);
        assertThat(uri.parameter(name)).isEqualTo(Span.EMPTY);
    }

    @Test
    void contactsWithHeadersNeedAngleBrackets() {
        parsed("regbadct");
        assertThat(new NameAddrView().wrap(message.buffer(), message.valueOf(HeaderName.CONTACT)))
                .isEqualTo(Malformation.BAD_ADDRESS);
        parsed("regescrt");
        final SipUriView uri = new SipUriView();
        assertThat(uri.wrap(message.buffer(), address(HeaderName.CONTACT).uri()))
                .isEqualTo(Malformation.NONE);
        assertThat(uri.hasHeaders()).isTrue();
    }

    @Test
    void theBodyOfMpart01KeepsItsNulls() {
        parsed("mpart01");
        final byte[] body = new byte[message.bodyLength()];
        message.buffer().getBytes(message.bodyStart(), body);
        assertThat(body).contains(0);
        assertThat(new String(body, UTF_8)).endsWith("--7a9cbec02ceef655--\r\n");
    }

    @Test
    void afterAStreamDblreqIsTwoMessages() {
        final byte[] bytes = TortureMessage.bytes("dblreq");
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        final StreamFramer framer = new StreamFramer(SipMessage.MAX_LENGTH);
        assertThat(framer.frame(buffer, 0, bytes.length)).isEqualTo(Outcome.MESSAGE);
        int at = framer.length();
        assertThat(framer.frame(buffer, at, bytes.length - at)).isEqualTo(Outcome.KEEP_ALIVE);
        at += framer.length();
        assertThat(framer.frame(buffer, at, bytes.length - at)).isEqualTo(Outcome.MESSAGE);
        assertThat(message.parse(buffer, at, framer.length())).isEqualTo(Malformation.NONE);
        assertThat(message.method()).isEqualTo(Method.INVITE);
    }

    @Test
    void whatInsufLacksIsAbsent() {
        TestMessages.parse(message, TortureMessage.bytes("insuf"));
        assertThat(message.first(HeaderName.TO)).isNegative();
        assertThat(message.callId()).isEqualTo(Span.NONE);
        assertThat(message.fromTag()).isEqualTo(Span.NONE);
        assertThat(message.cseqNumber()).isEqualTo(193942);
        assertThat(message.topVia().isWellFormed()).isTrue();
    }
}
