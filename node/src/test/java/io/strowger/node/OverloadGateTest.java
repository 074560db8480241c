// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import static io.strowger.location.MemoryLocation.contact;
import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.authentication.AuthenticationMode;
import io.strowger.location.MemoryLocation;
import io.strowger.node.NodeStation.Sent;
import io.strowger.protection.ProtectionConfig;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A whole node for which messages wait longer than they may: who is refused, and who is not. */
class OverloadGateTest {
    private static final String CAROL = "192.0.2.77";
    private static final String BOB = "192.0.2.11";
    private static final int TOO_LONG = 200;
    private static final int FAR_TOO_LONG = 2 * TOO_LONG;

    /** From then on all is refused. */
    private static final int PERSISTENT = 1_500;

    private final MemoryLocation location = new MemoryLocation();
    private NodeStation node;

    @BeforeEach
    void open() {
        final ProtectionConfig none = ProtectionConfig.ofNobody();
        node =
                new NodeStation(
                        location,
                        AuthenticationMode.OFF,
                        new ScriptedNames(1),
                        new ProtectionConfig(
                                none.sources(),
                                none.seed(),
                                none.trusted(),
                                none.banned(),
                                none.limits(),
                                none.scanners(),
                                NodeClock.millis(TOO_LONG)));
        location.user("bob@example.org", true)
                .bindings("bob@example.org", contact("sip:bob@192.0.2.11", 1000, Long.MAX_VALUE));
    }

    private List<Sent> carolSends(final String method, final String call, final String to) {
        return node.receive(CAROL, request(method, call, to, "192.0.2.77"));
    }

    private static String request(
            final String method, final String call, final String to, final String via) {
        final boolean hop = method.equals("CANCEL") || method.equals("ACK");
        return "%1$s sip:bob@example.org SIP/2.0\r\nVia: SIP/2.0/UDP %2$s;branch=z9hG4bK%3$s-%4$s\r\n"
                        .formatted(method, via, call, hop ? "INVITE" : method)
                + "Max-Forwards: 70\r\nFrom: <sip:carol@far.example>;tag=1\r\n"
                + "To: <sip:bob@example.org>%s\r\nCall-ID: %s\r\nCSeq: 1 %s\r\n"
                        .formatted(to, call, method)
                + "Contact: <sip:carol@192.0.2.77>\r\nContent-Length: 0\r\n\r\n";
    }

    private static List<String> lines(final List<Sent> sent) {
        return sent.stream().map(Sent::startLine).toList();
    }

    private Sent refused(final String method, final String call) {
        final List<Sent> sent = carolSends(method, call, "");
        assertThat(lines(sent)).containsExactly(CAROL + ": SIP/2.0 503 Service Unavailable");
        return sent.getFirst();
    }

    private static String tagOf(final Sent response) {
        final String to = response.header("To");
        return to.substring(to.indexOf(";tag="));
    }

    @Test
    void aNewRequestIsRefusedBeforeAnythingIsDone() {
        node.waits(FAR_TOO_LONG, PERSISTENT);
        final Sent answer = refused("INVITE", "a");
        assertThat(node.open()).as("transactions").isZero();
        assertThat(answer.header("Retry-After")).matches("Retry-After: ([5-9]|1[0-2])");
        assertThat(answer.header("Via")).contains("branch=z9hG4bKa-INVITE");
        assertThat(answer.header("CSeq")).isEqualTo("CSeq: 1 INVITE");
    }

    @Test
    void onlyAShareIsRefusedAndARepetitionAnsweredTheSame() {
        node.waits(TOO_LONG, 550);
        int refused = 0;
        for (int i = 0; i < 100; i++) {
            final List<Sent> sent = carolSends("INVITE", "call" + i, "");
            if (lines(sent).getFirst().contains(" 503 ")) {
                refused++;
                assertThat(carolSends("INVITE", "call" + i, "")).isEqualTo(sent);
            }
        }
        assertThat(refused).as("of 100, the share is a quarter").isBetween(10, 45);
    }

    @Test
    void theSameRequestGetsTheSameAnswerAndAnotherOneAnotherTag() {
        node.waits(FAR_TOO_LONG, PERSISTENT);
        final Sent answer = refused("INVITE", "a");
        assertThat(refused("INVITE", "a")).isEqualTo(answer);
        assertThat(tagOf(refused("INVITE", "b"))).isNotEqualTo(tagOf(answer));
    }

    @ParameterizedTest
    @CsvSource({"REGISTER", "OPTIONS", "MESSAGE", "SUBSCRIBE"})
    void whateverTheMethodIsThatBeginsSomething(final String method) {
        node.waits(FAR_TOO_LONG, PERSISTENT);
        assertThat(refused(method, "a").header("CSeq")).isEqualTo("CSeq: 1 " + method);
    }

    @Test
    void whatCameWhileTheQueueWasShortGoesOn() {
        assertThat(lines(carolSends("INVITE", "a", ""))).hasSize(2);
        node.waits(FAR_TOO_LONG, PERSISTENT);
        assertThat(lines(carolSends("INVITE", "a", "")))
                .as("the INVITE once more")
                .containsExactly(CAROL + ": SIP/2.0 100 Trying");
        assertThat(lines(carolSends("CANCEL", "a", "")))
                .contains(CAROL + ": SIP/2.0 200 OK")
                .allMatch(line -> !line.contains("503"));
    }

    @Test
    void aResponseGoesOn() {
        final Sent invite = carolSends("INVITE", "a", "").getFirst();
        node.waits(FAR_TOO_LONG, PERSISTENT);
        final String vias =
                String.join(
                        "\r\n",
                        invite.text().lines().filter(line -> line.startsWith("Via: ")).toList());
        final List<Sent> sent =
                node.receive(
                        BOB,
                        "SIP/2.0 180 Ringing\r\n"
                                + vias
                                + "\r\nFrom: <sip:carol@far.example>;tag=1\r\n"
                                + "To: <sip:bob@example.org>;tag=b\r\nCall-ID: a\r\n"
                                + "CSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n");
        assertThat(lines(sent)).containsExactly(CAROL + ": SIP/2.0 180 Ringing");
    }

    @ParameterizedTest
    @CsvSource({"INVITE", "BYE", "UPDATE", "INFO"})
    void whatBelongsToACallGoesOn(final String method) {
        node.waits(FAR_TOO_LONG, PERSISTENT);
        assertThat(lines(carolSends(method, "a", ";tag=b")))
                .contains("192.0.2.11: " + method + " sip:bob@192.0.2.11 SIP/2.0");
    }

    @Test
    void theAckOfARefusalEndsHereAndThatOfAnyOtherAnswerGoesOn() {
        node.waits(FAR_TOO_LONG, PERSISTENT);
        final String tag = tagOf(refused("INVITE", "a"));
        assertThat(carolSends("ACK", "a", tag)).isEmpty();
        assertThat(lines(carolSends("ACK", "a", ";tag=b")))
                .containsExactly("192.0.2.11: ACK sip:bob@192.0.2.11 SIP/2.0");
        assertThat(lines(carolSends("ACK", "b", tag)))
                .as("of another call")
                .containsExactly("192.0.2.11: ACK sip:bob@192.0.2.11 SIP/2.0");
    }

    @Test
    void theRefusalGoesWhereAnAnswerHasToGo() {
        node.waits(FAR_TOO_LONG, PERSISTENT);
        assertThat(node.receive(CAROL, request("INVITE", "a", "", "192.0.2.9:5090")))
                .singleElement()
                .satisfies(
                        sent -> {
                            assertThat(sent.port()).isEqualTo(5090);
                            assertThat(sent.host()).isEqualTo(CAROL);
                            assertThat(sent.header("Via")).contains("received=192.0.2.77");
                        });
        assertThat(node.receive(CAROL, request("INVITE", "a", "", "192.0.2.9:5090;rport")))
                .as("RFC 3581")
                .singleElement()
                .extracting(Sent::port)
                .isEqualTo(5060);
    }

    @Test
    void whoIsShortOfTimeForAMomentOrNoLongerRefusesNobody() {
        node.waits(TOO_LONG, 400);
        assertThat(lines(carolSends("INVITE", "a", ""))).hasSize(2);
        node.waits(FAR_TOO_LONG, PERSISTENT);
        refused("INVITE", "b");
        node.waits(0, 2_500);
        assertThat(lines(carolSends("INVITE", "b", ""))).hasSize(2);
    }
}
