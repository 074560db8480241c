// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.strowger.protection.Protection;
import io.strowger.sip.message.Flow;
import org.agrona.DirectBuffer;

/**
 * One UDP listening point: gives each datagram its flow, answers keep-alives, hands over the rest
 * (RFC 3261 §18.2.1). Owned by the signaling thread.
 */
final class UdpTransport implements UdpSocket.Listener, AutoCloseable {
    /** Opens the socket that reports to this listener. */
    interface SocketFactory {
        UdpSocket open(ListenPoint listen, UdpLimits limits, UdpSocket.Listener listener);
    }

    private static final int MAX_KEEP_ALIVE = 8;

    private final UdpSocket socket;
    private final LocalPoints points;
    private final UdpIntake intake;
    private final FlowTable flows;
    private final MessageReceiver receiver;
    private final TransportCounters.Udp counters;
    private final FlowFailures failures;
    private final Protection protection;
    private final StunResponder stun = new StunResponder();
    private long nowNanos;
    private int fillPercent;
    private boolean stamped;

    UdpTransport(
            final ListenPoint listen,
            final int index,
            final UdpLimits limits,
            final SocketFactory sockets,
            final TransportParts parts) {
        receiver = parts.receiver();
        counters = parts.counters().udp();
        failures = parts.failures();
        protection = parts.protection();
        flows = new FlowTable(limits.maxFlows(), parts.seed());
        socket = sockets.open(listen, limits, this);
        stampIfAsked();
        intake = new UdpIntake(listen, socket.receiveBuffer(), limits.guaranteedPerSource(), parts);
        points = new LocalPoints(listen, socket.port(), index, parts.probe());
    }

    LocalPoints points() {
        return points;
    }

    UdpSocket socket() {
        return socket;
    }

    int poll(final long now) {
        if (!socket.hasInput()) {
            intake.onTurn(false, now);
            fillPercent = 0;
            return 0;
        }
        nowNanos = now;
        stampIfAsked();
        final int count = socket.poll();
        final boolean isBehind = count == UdpSocket.POLL_LIMIT;
        intake.onTurn(isBehind, now);
        fillPercent = isBehind && protection.overload().isOn() ? fillPercentNow() : 0;
        if (count > 0) {
            counters.received.getAndAddRelease(count);
        }
        return count;
    }

    /** It may be switched on while the socket is open. */
    private void stampIfAsked() {
        if (!stamped && protection.overload().isOn()) {
            stamped = true;
            socket.stampArrivals();
        }
    }

    private int fillPercentNow() {
        socket.receiveBuffer().look();
        return socket.receiveBuffer().fillPercent();
    }

    /** How full the receive buffer was after the last {@link #poll}, 0 when that took all, or where nothing is refused. */
    int fillPercent() {
        return fillPercent;
    }

    /** How long the oldest datagram of the last {@link #poll} had waited, 0 when none is left. */
    long waitedNanos() {
        return socket.waitedNanos();
    }

    @Override
    public void onDatagram(
            final long addressHigh,
            final long addressLow,
            final int port,
            final DirectBuffer buffer,
            final int offset,
            final int length) {
        if (!intake.admits(addressHigh, addressLow)
                || !protection.admits(addressHigh, addressLow, nowNanos)) {
            return;
        }
        if (isKeepAlive(buffer, offset, length)) {
            counters.keepAlives.incrementRelease();
        } else if (StunResponder.isStun(buffer.getByte(offset))) {
            onStun(addressHigh, addressLow, port, buffer, offset, length);
        } else {
            final Flow flow = flowTo(addressHigh, addressLow, port);
            receiver.onMessage(flow, buffer, offset, length, nowNanos);
        }
    }

    /** RFC 5626 §3.5.1 is for streams, but many phones send CRLF or a zero byte on UDP as well. */
    private static boolean isKeepAlive(
            final DirectBuffer buffer, final int offset, final int length) {
        if (length > MAX_KEEP_ALIVE) {
            return false;
        }
        for (int i = offset; i < offset + length; i++) {
            final byte b = buffer.getByte(i);
            if (b != '\r' && b != '\n' && b != 0) {
                return false;
            }
        }
        return true;
    }

    private void onStun(
            final long addressHigh,
            final long addressLow,
            final int port,
            final DirectBuffer buffer,
            final int offset,
            final int length) {
        final int answer = stun.respond(buffer, offset, length, addressHigh, addressLow, port);
        if (answer > 0) {
            counters.stunRequests.incrementRelease();
            socket.send(addressHigh, addressLow, port, stun.response(), 0, answer);
        } else {
            counters.stunIgnored.incrementRelease();
        }
    }

    void onMalformed(final Flow flow) {
        intake.onMalformed(flow.addressHigh(), flow.addressLow());
    }

    Flow flowTo(final long addressHigh, final long addressLow, final int port) {
        final Flow known = flows.find(addressHigh, addressLow, port);
        if (known != null) {
            return known;
        }
        final Flow flow =
                new Flow(points.toward(addressHigh, addressLow), addressHigh, addressLow, port, 0);
        flows.put(flow);
        return flow;
    }

    void send(final Flow flow, final DirectBuffer buffer, final int offset, final int length) {
        socket.send(flow.addressHigh(), flow.addressLow(), flow.port(), buffer, offset, length);
    }

    int flush() {
        final int count = socket.flush();
        if (count > 0) {
            counters.sent.getAndAddRelease(count);
        }
        return count;
    }

    @Override
    public void onTooLong() {
        counters.truncated.incrementRelease();
    }

    @Override
    public void onNoRoom() {
        counters.noRoom.incrementRelease();
    }

    @Override
    public void onSentTogether(final int datagrams) {
        counters.segmented.getAndAddRelease(datagrams);
    }

    @Override
    public void onUnreachable(final long addressHigh, final long addressLow, final int port) {
        failures.add(flowTo(addressHigh, addressLow, port));
    }

    @Override
    public void close() {
        socket.close();
    }
}
