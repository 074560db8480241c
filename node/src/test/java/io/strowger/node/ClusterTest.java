// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import static io.strowger.location.MemoryLocation.contact;
import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.authentication.AuthenticationMode;
import io.strowger.location.MemoryLocation;
import io.strowger.location.NumberKey;
import io.strowger.location.ServiceOverride;
import io.strowger.location.UserEncoder;
import io.strowger.node.NodeStation.Sent;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two whole nodes with one location database: each goes on with the calls of the other. */
class ClusterTest {
    private static final String CAROL = "192.0.2.77";
    private static final String STRANGER = "sip:carol@far.example";
    private static final String BOB = "sip:bob@example.org";

    private final MemoryLocation location = new MemoryLocation();
    private final ScriptedNames names = new ScriptedNames(10);

    private void populate() {
        location.user("bob@example.org", true)
                .bindings(
                        "bob@example.org",
                        contact("sip:bob@192.0.2.11", 1000, Long.MAX_VALUE),
                        contact("sip:bob@192.0.2.12", 500, Long.MAX_VALUE))
                .user("alice@example.org", true)
                .user("barred@example.org", new UserEncoder().mayCallOut(true).enabled(false))
                .user("inside@example.org", false)
                .user("keen@example.org", new UserEncoder().service(ServiceOverride.REDIRECT))
                .bindings("keen@example.org", contact("sip:keen@192.0.2.13", 1000, Long.MAX_VALUE))
                .bindings("named@example.org", contact("sip:n@far.example", 1000, Long.MAX_VALUE))
                .number(Objects.requireNonNull(NumberKey.prefix("+49")), "sip:192.0.2.99 1 1");
    }

    private NodeStation node(final AuthenticationMode mode) {
        return new NodeStation(location, mode, names);
    }

    private static String request(
            final String method, final String uri, final String from, final String headers) {
        final boolean hop = method.equals("CANCEL") || headers.contains("failure");
        return method
                + " "
                + uri
                + " SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.77;branch=z9hG4bK"
                + (hop ? "INVITE" : method)
                + "\r\nMax-Forwards: 70\r\nFrom: <"
                + from
                + ">;tag=1\r\nTo: <"
                + uri
                + ">"
                + (headers.isEmpty() ? "" : ";tag=2")
                + "\r\nCall-ID: call-1\r\nCSeq: 1 "
                + method
                + "\r\nContact: <sip:carol@192.0.2.77>\r\n"
                + headers
                + "Content-Length: 0\r\n\r\n";
    }

    private static List<String> lines(final List<Sent> sent) {
        return sent.stream().map(Sent::startLine).toList();
    }

    @Test
    void aCancelAtTheOtherNodeMatchesTheInvite() {
        populate();
        final List<Sent> invite =
                node(AuthenticationMode.REQUIRED)
                        .receive(CAROL, request("INVITE", BOB, STRANGER, ""));
        assertThat(lines(invite))
                .containsExactly(
                        "192.0.2.11: INVITE sip:bob@192.0.2.11 SIP/2.0",
                        "192.0.2.77: SIP/2.0 100 Trying");
        final List<Sent> cancel =
                node(AuthenticationMode.REQUIRED)
                        .receive(CAROL, request("CANCEL", BOB, STRANGER, ""));
        assertThat(lines(cancel))
                .containsExactly(
                        "192.0.2.11: CANCEL sip:bob@192.0.2.11 SIP/2.0",
                        "192.0.2.12: CANCEL sip:bob@192.0.2.12 SIP/2.0");
        assertThat(cancel.getFirst().header("Via")).isEqualTo(invite.getFirst().header("Via"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        # mode   | From                   | Request-URI             | where the CANCEL goes
        REQUIRED | sip:carol@far.example  | sip:bob@example.org     | 192.0.2.11 192.0.2.12
        REQUIRED | sip:alice@example.org  | sip:bob@example.org     | 192.0.2.11 192.0.2.12
        # an INVITE would have had to bring credentials, or would be refused
        REQUIRED | sip:carol@far.example  | sip:x@192.0.2.50        | 481
        REQUIRED | sip:alice@example.org  | sip:x@192.0.2.50        | 481
        REQUIRED | sip:alice@example.org  | sip:+4930@example.org   | 481
        OFF      | sip:carol@far.example  | sip:x@192.0.2.50        | 481
        OFF      | sip:inside@example.org | sip:x@192.0.2.50        | 481
        OFF      | sip:barred@example.org | sip:bob@example.org     | 481
        OFF      | sip:alice@example.org  | sip:x@192.0.2.50        | 192.0.2.50
        OFF      | sip:alice@example.org  | sip:+4930@example.org   | 192.0.2.99
        # an INVITE would have been answered here
        OFF      | sip:alice@example.org  | sip:nobody@example.org  | 481
        OFF      | sip:alice@example.org  | sip:keen@example.org    | 481
        OFF      | sip:alice@example.org  | sip:example.org         | 481
        """)
    void aCancelGoesWhereAnInviteWithoutCredentialsWouldGo(
            final AuthenticationMode mode, final String from, final String uri, final String to) {
        populate();
        final List<Sent> sent = node(mode).receive(CAROL, request("CANCEL", uri, from, ""));
        final String expected =
                to.equals("481") ? "192.0.2.77: SIP/2.0 481 Call/Transaction Does Not Exist" : to;
        assertThat(
                        to.equals("481")
                                ? String.join(" ", lines(sent))
                                : sent.stream().map(Sent::host).collect(Collectors.joining(" ")))
                .isEqualTo(expected);
    }

    @Test
    void aCancelForAPhoneThatHasGoneMeanwhileIsAnswered481() {
        populate();
        node(AuthenticationMode.OFF).receive(CAROL, request("INVITE", BOB, STRANGER, ""));
        location.bindings("bob@example.org");
        final List<Sent> cancel =
                node(AuthenticationMode.OFF).receive(CAROL, request("CANCEL", BOB, STRANGER, ""));
        assertThat(cancel).singleElement().extracting(Sent::host).isEqualTo(CAROL);
        assertThat(cancel.getFirst().text()).startsWith("SIP/2.0 481 ");
    }

    @Test
    void theAckOfAFailureGoesTheWayOfItsInviteAndNoFurther() {
        populate();
        final Sent invite =
                node(AuthenticationMode.REQUIRED)
                        .receive(CAROL, request("INVITE", BOB, STRANGER, ""))
                        .getFirst();
        final NodeStation other = node(AuthenticationMode.REQUIRED);
        final List<Sent> ack =
                other.receive(CAROL, request("ACK", BOB, STRANGER, "X: failure\r\n"));
        assertThat(ack).extracting(Sent::host).containsExactly("192.0.2.11", "192.0.2.12");
        assertThat(ack.getFirst().header("Via")).isEqualTo(invite.header("Via"));
        assertThat(
                        other.receive(
                                CAROL,
                                request("ACK", "sip:x@192.0.2.50", STRANGER, "X: failure\r\n")))
                .isEmpty();
    }

    @Test
    void anInviteRepeatedAtTheOtherNodeIsTheSameByteForByte() {
        populate();
        final String invite = request("INVITE", BOB, STRANGER, "");
        final List<Sent> first = node(AuthenticationMode.REQUIRED).receive(CAROL, invite);
        final List<Sent> second = node(AuthenticationMode.REQUIRED).receive(CAROL, invite);
        assertThat(second).isEqualTo(first).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"BYE", "INVITE", "ACK", "UPDATE", "CANCEL"})
    void aRequestInADialogNeedsNoCredentialsAtAnyNode(final String method) {
        populate();
        final Sent invite =
                node(AuthenticationMode.REQUIRED)
                        .receive(CAROL, request("INVITE", BOB, STRANGER, ""))
                        .getFirst();
        final String route = invite.header("Record-Route").substring("Record-".length());
        final List<Sent> sent =
                node(AuthenticationMode.REQUIRED)
                        .receive(
                                CAROL,
                                request(
                                        method,
                                        "sip:b@192.0.2.55",
                                        "sip:alice@example.org",
                                        route + "\r\n"));
        assertThat(sent.getFirst().startLine())
                .isEqualTo("192.0.2.55: " + method + " sip:b@192.0.2.55 SIP/2.0");
        assertThat(sent.getFirst().text()).doesNotContain("\nRoute:");
    }

    @Test
    void aResponseGoesThroughTheOtherNode() {
        populate();
        final Sent invite =
                node(AuthenticationMode.REQUIRED)
                        .receive(CAROL, request("INVITE", BOB, STRANGER, ""))
                        .getFirst();
        final String kept =
                invite.text()
                        .lines()
                        .filter(line -> line.matches("(Via|From|To|Call-ID|CSeq):.*"))
                        .collect(Collectors.joining("\r\n"));
        final List<Sent> sent =
                node(AuthenticationMode.REQUIRED)
                        .receive("192.0.2.11", "SIP/2.0 180 Ringing\r\n" + kept + "\r\n\r\n");
        assertThat(lines(sent)).containsExactly("192.0.2.77: SIP/2.0 180 Ringing");
    }

    @Test
    void aRequestWaitsForTheNameOfItsNextHop() {
        populate();
        final NodeStation node = node(AuthenticationMode.OFF);
        assertThat(
                        lines(
                                node.receive(
                                        CAROL,
                                        request("INVITE", "sip:named@example.org", STRANGER, ""))))
                .containsExactly("192.0.2.77: SIP/2.0 100 Trying");
        assertThat(names.asked).containsExactly("far.example");
        assertThat(node.lookUp()).isEmpty();
        names.answer("far.example", "192.0.2.60");
        assertThat(lines(node.lookUp()))
                .containsExactly("192.0.2.60: INVITE sip:n@far.example SIP/2.0");
        assertThat(node.lookUp()).isEmpty();
    }
}
