// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static io.strowger.system.tests.ClusterProcesses.eventually;

import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;

/**
 * A call between two phones over TCP, each reached by the connection that it registered with (RFC 5626). When the connections end
 * both connect and register again, and go on with the call.
 */
final class TcpCall implements AutoCloseable {
    private final RouterOfHosts router;
    private final int number;
    private final Map<String, Integer> ports;
    private Phone caller;
    private Phone callee;
    private final SipText invite;
    private final SipText success;
    private boolean gone;

    private TcpCall(final RouterOfHosts router, final int number) {
        this.router = router;
        this.number = number;
        ports = Map.of("caller", Ports.free(), "callee", Ports.free());
        caller = connect("caller");
        callee = connect("callee");
        invite = caller.invite(callee.aor());
        final SipText heard = callee.wire().nextRequest("INVITE");
        callee.wire().send(heard.response(200, "OK", contact(callee)));
        success = caller.nextFinal("INVITE");
        caller.acknowledge(invite, success);
        callee.wire().nextRequest("ACK");
    }

    /** Sets up a call. */
    static TcpCall set(final RouterOfHosts router, final int number) {
        return new TcpCall(router, number);
    }

    private static String contact(final Phone phone) {
        return "Contact: <" + phone.contactUri() + ">";
    }

    /** Connects, and registers with one instance for ever: a new flow takes the place of the one before. */
    private Phone connect(final String role) {
        final String sip = router.hosts().sip();
        final Phone phone =
                Phone.tcp(
                        router.phone(),
                        router.hosts().router(),
                        Integer.parseInt(sip.substring(sip.indexOf(':') + 1)),
                        Objects.requireNonNull(ports.get(role)),
                        role + number);
        final SipText registered =
                phone.registerWith(
                        "Supported: outbound, path",
                        contact(phone)
                                + ";reg-id=1;+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-%s%06d>\""
                                        .formatted(role, number),
                        "Expires: 600");
        if (registered.status() != 200 || registered.headers("Contact").size() != 1) {
            throw new AssertionError("not registered by one flow: " + registered);
        }
        return phone;
    }

    /** The connections of both end, as phones see it. */
    void awaitConnectionsEnd() {
        eventually(
                "the connections end",
                () ->
                        ((TcpUserAgent) caller.wire()).isClosedByRouter()
                                && ((TcpUserAgent) callee.wire()).isClosedByRouter());
    }

    void connectAgain() {
        eventually("connected again", this::isConnectedAgain);
    }

    private boolean isConnectedAgain() {
        close();
        try {
            caller = connect("caller");
            callee = connect("callee");
            return true;
        } catch (final UncheckedIOException notYet) {
            return false;
        }
    }

    /** Hangs up: whether the other phone hears it by its new connection, and its answer comes back by that of the first. */
    boolean goesOn() {
        caller.wire().send(caller.inDialog("BYE", invite, success, invite.cseq() + 1));
        final SipText bye = callee.wire().nextRequest("BYE");
        callee.wire().send(bye.response(200, "OK"));
        gone = caller.nextFinal("BYE").status() == 200;
        return gone;
    }

    boolean hasGoneOn() {
        return gone;
    }

    /** Whether a new call reaches the phone. */
    boolean isCallable() {
        caller.invite(callee.aor());
        return callee.wire().nextRequest("INVITE").isRequest("INVITE");
    }

    @Override
    public void close() {
        caller.close();
        callee.close();
    }
}
