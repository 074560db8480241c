// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A scripted phone: it writes the requests that the RFC wants of a user agent and leaves it to the
 * test what to answer. With a password it answers one challenge per request.
 */
final class Phone implements AutoCloseable {
    private static final AtomicLong SERIAL = new AtomicLong(System.nanoTime());

    private final WireUserAgent wire;
    private final String transport;
    private final String user;
    private final String domain;
    private final String registerCallId = "reg" + SERIAL.incrementAndGet();
    private @Nullable String password;
    private String algorithm = "";
    private long cseq;

    private Phone(
            final WireUserAgent wire,
            final String transport,
            final String user,
            final String domain) {
        this.wire = wire;
        this.transport = transport;
        this.user = user;
        this.domain = domain;
    }

    static Phone udp(final RouterProcess router, final String user, final String domain) {
        return new Phone(UdpUserAgent.open(router), "UDP", user, domain);
    }

    static Phone tcp(final RouterProcess router, final String user, final String domain) {
        return new Phone(TcpUserAgent.connect(router.sipPort()), "TCP", user, domain);
    }

    /** Over TCP, from an address of the test's host to another one's; it listens on a port of its own. */
    static Phone tcp(
            final String own,
            final String router,
            final int routerPort,
            final int listening,
            final String user) {
        return new Phone(
                TcpUserAgent.connect(own, router, routerPort, listening),
                "TCP",
                user,
                SwitchedCalls.DOMAIN);
    }

    /** Answers challenges of this algorithm (the first one offered when empty) from now on. */
    Phone withPassword(final String text, final String digestAlgorithm) {
        password = text;
        algorithm = digestAlgorithm;
        return this;
    }

    WireUserAgent wire() {
        return wire;
    }

    String aor() {
        return "sip:" + user + "@" + domain;
    }

    String contactUri() {
        return "sip:"
                + user
                + "@"
                + wire.host()
                + ":"
                + wire.port()
                + (transport.equals("TCP") ? ";transport=tcp" : "");
    }

    /** Registers its contact with header parameters such as {@code ;q=0.5} for so many seconds. */
    SipText register(final int expires, final String contactParameters) {
        return registerWith(
                "Contact: <" + contactUri() + ">" + contactParameters, "Expires: " + expires);
    }

    /** Whether a call at this router reaches this phone. */
    boolean isCallableAt(final RouterProcess router) {
        try (Phone caller = udp(router, "caller", domain)) {
            final int before = invites();
            caller.invite(aor());
            await().atMost(Duration.ofSeconds(5))
                    .pollInterval(Duration.ofMillis(2))
                    .until(
                            () ->
                                    invites() > before
                                            || caller.wire().received().stream()
                                                    .anyMatch(message -> message.status() >= 400));
            return invites() > before;
        }
    }

    private int invites() {
        return (int)
                wire().received().stream().filter(message -> message.isRequest("INVITE")).count();
    }

    /** A REGISTER with these headers; without any it asks for the bindings. */
    SipText registerWith(final String... headers) {
        return exchange("REGISTER", "sip:" + domain, aor(), registerCallId, headers);
    }

    /** A request outside a dialog to its end. */
    SipText exchange(final String method, final String uri, final String... headers) {
        return exchange(method, uri, uri, "call" + SERIAL.incrementAndGet(), headers);
    }

    private SipText exchange(
            final String method,
            final String uri,
            final String to,
            final String callId,
            final String... headers) {
        wire.send(request(method, uri, to, callId, headers));
        SipText answer = nextFinal(method);
        if (password != null && (answer.status() == 401 || answer.status() == 407)) {
            final List<String> all = new ArrayList<>(List.of(headers));
            all.add(DigestClient.answer(answer, user, password, method, uri, algorithm));
            wire.send(request(method, uri, to, callId, all.toArray(String[]::new)));
            answer = nextFinal(method);
        }
        return answer;
    }

    /** Sends an INVITE with a session description and gives back what was sent. */
    SipText invite(final String uri, final String... headers) {
        final List<String> all = new ArrayList<>(List.of(headers));
        all.add("Contact: <" + contactUri() + ">");
        final String invite =
                request(
                        "INVITE",
                        uri,
                        uri,
                        "call" + SERIAL.incrementAndGet(),
                        all.toArray(String[]::new));
        wire.send(invite);
        return new SipText(invite);
    }

    /** The ACK of a non-2xx: same transaction (RFC 3261 §17.1.1.3). */
    void acknowledgeFailure(final SipText invite, final SipText failure) {
        wire.send(
                sameTransaction(
                        "ACK",
                        invite,
                        failure.header("To"),
                        invite.header("CSeq").replace("INVITE", "ACK")));
    }

    /** The ACK of a 2xx: along the route set, in a transaction of its own (§13.2.2.4). */
    void acknowledge(final SipText invite, final SipText success) {
        wire.send(inDialog("ACK", invite, success, invite.cseq()));
    }

    void cancel(final SipText invite) {
        wire.send(
                sameTransaction(
                        "CANCEL",
                        invite,
                        invite.header("To"),
                        invite.header("CSeq").replace("INVITE", "CANCEL")));
    }

    /** Ends the dialog; answers the final response. */
    SipText bye(final SipText invite, final SipText success) {
        wire.send(inDialog("BYE", invite, success, invite.cseq() + 1));
        return nextFinal("BYE");
    }

    SipText nextFinal(final String method) {
        return wire.nextFinal(method);
    }

    @Override
    public void close() {
        wire.close();
    }

    /** The text of a request outside a dialog. */
    String request(
            final String method,
            final String uri,
            final String to,
            final String callId,
            final String... headers) {
        cseq++;
        final List<String> lines = new ArrayList<>();
        lines.add(method + " " + uri + " SIP/2.0");
        lines.add(via());
        lines.add("Max-Forwards: 70");
        lines.add("From: <" + aor() + ">;tag=" + user + cseq);
        lines.add("To: <" + to + ">");
        lines.add("Call-ID: " + callId);
        lines.add("CSeq: " + cseq + " " + method);
        lines.addAll(List.of(headers));
        lines.add("Content-Length: 0");
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    /** A request of this dialog, of which the Phone that began it may be another one. */
    String inDialog(
            final String method, final SipText invite, final SipText success, final long number) {
        final List<String> lines = new ArrayList<>();
        final String target = success.header("Contact").replaceAll("^.*<|>.*$", "");
        lines.add(method + " " + target + " SIP/2.0");
        lines.add(via());
        success.headers("Record-Route").reversed().forEach(route -> lines.add("Route: " + route));
        lines.add("Max-Forwards: 70");
        lines.add("From: " + invite.header("From"));
        lines.add("To: " + success.header("To"));
        lines.add("Call-ID: " + invite.callId());
        lines.add("CSeq: " + number + " " + method);
        lines.add("Content-Length: 0");
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    private static String sameTransaction(
            final String method, final SipText invite, final String to, final String cseqValue) {
        return String.join(
                        "\r\n",
                        method + " " + invite.requestUri() + " SIP/2.0",
                        "Via: " + invite.header("Via"),
                        "Max-Forwards: 70",
                        "From: " + invite.header("From"),
                        "To: " + to,
                        "Call-ID: " + invite.callId(),
                        "CSeq: " + cseqValue,
                        "Content-Length: 0")
                + "\r\n\r\n";
    }

    private String via() {
        return "Via: SIP/2.0/"
                + transport
                + " "
                + wire.host()
                + ":"
                + wire.port()
                + ";branch=z9hG4bK"
                + SERIAL.incrementAndGet();
    }
}
