// SPDX-License-Identifier: Apache-2.0
package io.strowger.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.routing.DialogToken;
import io.strowger.routing.NextHopResolver;
import io.strowger.routing.RouteInformation;
import io.strowger.routing.ServedDomains;
import io.strowger.routing.TargetSet;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.TransportProtocol;
import io.strowger.sip.transaction.ClientTransaction;
import io.strowger.sip.transaction.MessageSender;
import io.strowger.sip.transaction.ServerTransaction;
import io.strowger.sip.transaction.TimerValues;
import io.strowger.sip.transaction.TimerWheel;
import io.strowger.sip.transaction.TransactionCounters;
import io.strowger.sip.transaction.TransactionLayer;
import io.strowger.sip.transaction.TransactionLimits;
import io.strowger.sip.transaction.TransactionUser;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * Plays a ladder through the proxy and the real transaction layer on virtual time, and compares the
 * whole diagram with what happened. {@code a => proxy : what} and {@code ~~ time} are done to the
 * proxy, {@code proxy -> b : what} is what it must do by itself.
 *
 * <p>{@code alice} calls; {@code b1}, {@code b2} … are the targets in the order given, with their q.
 * A callee answers the last request it got of the method named: {@code 180}, {@code 200 BYE}.
 */
final class ProxyLadder implements TransactionUser, MessageSender, FlowFinder {
    private static final long TICK_NANOS = 10_000_000;
    private static final long NET = 0xFFFF_C000_0200L;
    private static final int ALICE = 2;
    private static final int CALLEES = 10;
    private static final LocalPoint UDP =
            new LocalPoint(TransportProtocol.UDP, "192.0.2.1", 5060, 0);
    private static final LocalPoint TCP =
            new LocalPoint(TransportProtocol.TCP, "192.0.2.1", 5060, 1);

    final List<String> happened = new ArrayList<>();
    final Map<String, String> lastSentTo = new HashMap<>();
    private final TransactionLayer layer;
    private final Proxy proxy;
    private final TimerWheel timers = new TimerWheel(TICK_NANOS, 1024, 0);
    private final RouteInformation route;
    private final TargetSet targets = new TargetSet();
    private final List<String> targetUris = new ArrayList<>();
    private final List<Integer> targetQ = new ArrayList<>();
    private String extraHeaders = "";
    private long now;

    ProxyLadder(final int... qs) {
        final KeyedHash key = new KeyedHash(7, 8);
        for (int i = 0; i < qs.length; i++) {
            targetUris.add("sip:bob@192.0.2." + (CALLEES + i + 1));
            targetQ.add(qs[i]);
        }
        final ServedDomains domains = new ServedDomains(List.of("example.org"), List.of(UDP, TCP));
        route = new RouteInformation(domains, new DialogToken(key.copy()));
        layer =
                new TransactionLayer(
                        TimerValues.standard(),
                        this,
                        this,
                        new TransactionLimits(64, 64, 8 << 20, 100, 5),
                        new KeyedHash(1, 2),
                        TransactionCounters.allocate(counters()),
                        now);
        proxy =
                new Proxy(
                        ProxyConfig.standard(),
                        new ProxyParts(
                                layer,
                                this,
                                this,
                                (buffer, offset, length, port, protocol, into) ->
                                        NextHopResolver.Resolution.NONE,
                                new EmptyReader(),
                                timers,
                                TimerValues.standard(),
                                key,
                                () -> new RouteInformation(domains, new DialogToken(key.copy())),
                                ProxyCounters.allocate(counters())));
    }

    private static CountersManager counters() {
        return new CountersManager(
                new UnsafeBuffer(ByteBuffer.allocateDirect(64 * 1024)),
                new UnsafeBuffer(ByteBuffer.allocateDirect(16 * 1024)));
    }

    /** All targets of equal preference. */
    static void plays(final int targets, final String diagram) {
        final int[] qs = new int[targets];
        java.util.Arrays.fill(qs, 1000);
        new ProxyLadder(qs).play(diagram);
    }

    /** The only target is what was asked for, so that a request can come back. */
    ProxyLadder toItself() {
        targetUris.clear();
        targetUris.add("sip:bob@example.org;maddr=192.0.2.11");
        return this;
    }

    ProxyLadder with(final String header) {
        extraHeaders += header + "\r\n";
        return this;
    }

    ProxyLadder play(final String diagram) {
        final String expected =
                diagram.lines()
                        .map(line -> line.replaceAll("\\|.*", "").strip().replaceAll(" +", " "))
                        .filter(line -> !line.isEmpty())
                        .collect(Collectors.joining("\n"));
        expected.lines().forEach(this::stimulus);
        assertThat(String.join("\n", happened)).isEqualTo(expected);
        return this;
    }

    /** After everything has timed out nothing may be left: no context, no transaction. */
    void endsClean() {
        pass("400s");
        assertThat(layer.active()).isZero();
        assertThat(proxy.active()).isZero();
        assertThat(timers.armed()).isZero();
    }

    private void stimulus(final String line) {
        if (line.startsWith("~~ ")) {
            happened.add(line);
            pass(line.substring(3));
        } else if (line.contains(" => ")) {
            happened.add(line);
            final String from = line.substring(0, line.indexOf(' '));
            deliver(from, line.substring(line.indexOf(':') + 2));
        }
    }

    private void pass(final String time) {
        final long seconds = Long.parseLong(time.replaceAll("\\D", ""));
        final long end = now + seconds * 1_000_000_000L;
        while (now < end) {
            now += TICK_NANOS;
            layer.doTimers(now);
            timers.expire(now, 100);
        }
    }

    private void deliver(final String from, final String what) {
        if (what.equals("unreachable")) {
            layer.onFlowFailed(flow(from), now);
        } else if (Character.isDigit(what.charAt(0))) {
            final String method = what.length() > 3 ? what.substring(4) : "INVITE";
            receive(from, answer(from, Integer.parseInt(what.substring(0, 3)), method));
        } else if (what.startsWith("back ")) {
            receive(from, sentTo(from, what.substring(5)));
        } else {
            receive(from, request(what));
        }
    }

    private void receive(final String from, final String text) {
        final SipMessage message = new SipMessage();
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(message.parse(new UnsafeBuffer(bytes), 0, bytes.length))
                .as(text)
                .isEqualTo(Malformation.NONE);
        layer.onMessage(message, flow(from), now);
    }

    /** A request of alice's; ACK of a 2xx has a branch of its own, all others share one a method. */
    private String request(final String method) {
        final boolean hop = method.equals("CANCEL") || method.equals("ACK-failure");
        final String name = method.equals("ACK-failure") ? "ACK" : method;
        return (name
                        + " sip:bob@example.org SIP/2.0\r\n"
                        + "Via: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK"
                        + (hop ? "INVITE" : method)
                        + "\r\nMax-Forwards: 70\r\n"
                        + "From: <sip:alice@example.com>;tag=a\r\n"
                        + "To: <sip:bob@example.org>"
                        + (name.equals("ACK") || name.equals("BYE") ? ";tag=b" : "")
                        + "\r\nCall-ID: c1@192.0.2.2\r\nCSeq: "
                        + (name.equals("BYE") ? 2 : 1)
                        + " "
                        + name
                        + "\r\n")
                + extraHeaders
                + "Content-Length: 0\r\n\r\n";
    }

    private String sentTo(final String actor, final String method) {
        final String request = lastSentTo.get(actor + ' ' + method);
        assertThat(request).as("%s got no %s", actor, method).isNotNull();
        return request;
    }

    private String answer(final String from, final int status, final String method) {
        final String kept =
                sentTo(from, method)
                        .lines()
                        .filter(line -> line.matches("(?i)(via|from|to|call-id|cseq):.*"))
                        .map(line -> line.startsWith("To:") ? line + ";tag=" + from : line)
                        .collect(Collectors.joining("\r\n"));
        final String challenge =
                status == 401 || status == 407
                        ? (status == 401 ? "WWW" : "Proxy")
                                + "-Authenticate: Digest realm=\""
                                + from
                                + "\"\r\n"
                        : "";
        return "SIP/2.0 "
                + status
                + " Reason\r\n"
                + kept
                + "\r\n"
                + challenge
                + "Content-Length: 0\r\n\r\n";
    }

    private static Flow flow(final String actor) {
        final int host =
                actor.equals("alice") ? ALICE : CALLEES + Integer.parseInt(actor.substring(1));
        return new Flow(UDP, 0, NET + host, 5060, 0);
    }

    private static String actor(final Flow flow) {
        final int host = (int) (flow.addressLow() & 255);
        final String name = host == ALICE ? "alice" : "b" + (host - CALLEES);
        return flow.isReliable() ? name + " by TCP" : name;
    }

    @Override
    public void send(
            final Flow flow, final DirectBuffer buffer, final int offset, final int length) {
        final SipMessage message = new SipMessage();
        final UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
        buffer.getBytes(offset, copy, 0, length);
        assertThat(message.parse(copy, 0, length))
                .as(copy.getStringWithoutLengthAscii(0, length))
                .isEqualTo(Malformation.NONE);
        final String to = actor(flow);
        if (message.isRequest()) {
            final String method = message.string(message.methodSpan());
            happened.add("proxy -> " + to + " : " + method);
            lastSentTo.put(to + ' ' + method, message.toString());
        } else {
            final String method = message.string(message.cseqMethodSpan());
            happened.add(
                    "proxy -> "
                            + to
                            + " : "
                            + message.statusCode()
                            + (method.equals("INVITE") ? "" : " " + method));
            lastSentTo.put(to + ' ' + message.statusCode(), message.toString());
        }
    }

    @Override
    public Flow flowTo(
            final TransportProtocol protocol, final long high, final long low, final int port) {
        return protocol == TransportProtocol.TCP
                ? new Flow(TCP, high, low, port, 1)
                : new Flow(UDP, high, low, port, 0);
    }

    @Override
    public @Nullable Flow connection(final long number) {
        return null;
    }

    @Override
    public void onRequest(
            final ServerTransaction transaction, final SipMessage request, final long nowNanos) {
        fillTargets(request);
        proxy.forward(transaction, request, route, targets, nowNanos);
    }

    private void fillTargets(final SipMessage request) {
        assertThat(route.read(request, new EmptyReader())).isEqualTo(Malformation.NONE);
        targets.reset();
        for (int i = 0; i < targetUris.size(); i++) {
            final byte[] uri = targetUris.get(i).getBytes(StandardCharsets.US_ASCII);
            assertThat(targets.add(new UnsafeBuffer(uri), 0, uri.length, targetQ.get(i))).isTrue();
        }
    }

    @Override
    public void onAck(final SipMessage ack, final Flow flow, final long nowNanos) {
        fillTargets(ack);
        proxy.forwardAck(ack, flow, route, targets);
    }

    @Override
    public void onCancel(
            final ServerTransaction cancel,
            final @Nullable ServerTransaction invite,
            final SipMessage request,
            final long nowNanos) {
        proxy.onCancel(cancel, invite, request, nowNanos);
    }

    @Override
    public void onResponse(
            final ClientTransaction transaction, final SipMessage response, final long nowNanos) {
        proxy.onResponse(transaction, response, nowNanos);
    }

    @Override
    public void onUnmatchedResponse(
            final SipMessage response, final Flow flow, final long nowNanos) {
        proxy.forwardUnmatched(response);
    }

    @Override
    public void onTimeout(final ClientTransaction transaction, final long nowNanos) {
        proxy.onTimeout(transaction, nowNanos);
    }

    @Override
    public void onTimeout(final ServerTransaction transaction, final long nowNanos) {}

    @Override
    public void onTransportFailure(final ClientTransaction transaction, final long nowNanos) {
        proxy.onTransportFailure(transaction, nowNanos);
    }

    @Override
    public void onTransportFailure(final ServerTransaction transaction, final long nowNanos) {}

    @Override
    public void onTerminated(final ServerTransaction transaction, final long nowNanos) {
        proxy.onTerminated(transaction, nowNanos);
    }

    @Override
    public void onTerminated(final ClientTransaction transaction, final long nowNanos) {
        proxy.onTerminated(transaction);
    }
}
