// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.strowger.doorbell.Doorbell;
import io.strowger.protection.Protection;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.TransportProtocol;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * All listening points and what carries them (RFC 3261 §18), as duty-cycle work of the signaling
 * thread: {@link #await}, {@link #doWork}, {@link #flush}, in this order, again and again. Every
 * method belongs to that thread, except {@link #wakeUp}; opening and closing may be done by the
 * thread that starts and stops it.
 */
public final class TransportLayer implements Transports {
    /** Turns with input that follow each other faster than this are load, and faster than so many pauses. */
    private static final long DENSE_NANOS = 250_000;

    private static final double DENSE_PAUSES = 2.5;

    private final long gatherNanos;
    private final long denseNanos;
    private final SocketEngine engine;
    private final Poller poller;
    private final MessageReceiver receiver;
    private final FlowFailures failures;
    private final @Nullable UdpTransport[] udpByIndex;
    private final List<UdpTransport> udp = new ArrayList<>();
    private final List<LocalPoints> udpPoints = new ArrayList<>();
    private final TcpTransport tcp;
    private final RouteProbe probe;
    private final Protection protection;
    private long nowNanos = System.nanoTime();
    private boolean hasLooked;
    private boolean inputIsDense;
    private long lastInputNanos;
    private boolean hasMore;
    private boolean closed;

    private TransportLayer(
            final TransportConfig config,
            final MessageReceiver receiver,
            final Protection protection,
            final CountersManager manager) {
        this.protection = protection;
        this.receiver = receiver;
        gatherNanos = config.gather().toNanos();
        denseNanos = Math.max(DENSE_NANOS, (long) (DENSE_PAUSES * gatherNanos));
        engine = SocketEngine.of(config.udpEngine());
        poller = engine.poller();
        probe = engine.probe();
        final SecureRandom random = new SecureRandom();
        final TransportCounters counters = TransportCounters.allocate(manager);
        failures = new FlowFailures(counters);
        final TransportParts parts =
                new TransportParts(
                        receiver, counters, failures, probe, protection, random.nextLong());
        udpByIndex = new UdpTransport[config.listen().size()];
        tcp = new TcpTransport(config, parts, poller::wakeUp, firstConnection(random));
        try {
            openUdp(config, parts);
            tcp.listen();
        } catch (final RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /**
     * Opens every listening point.
     *
     * @param protection of the same thread; says who may send
     * @throws java.io.UncheckedIOException naming the point that could not be opened, and why
     */
    public static TransportLayer open(
            final TransportConfig config,
            final MessageReceiver receiver,
            final Protection protection,
            final CountersManager counters) {
        return new TransportLayer(config, receiver, protection, counters);
    }

    /** Positive with room above: connections are counted up from here and never reach 0. */
    private static long firstConnection(final SecureRandom random) {
        return (random.nextLong() >>> 2) + 1;
    }

    private void openUdp(final TransportConfig config, final TransportParts parts) {
        for (int index = 0; index < config.listen().size(); index++) {
            final ListenPoint listen = config.listen().get(index);
            if (listen.protocol() == TransportProtocol.UDP) {
                final UdpTransport transport =
                        new UdpTransport(listen, index, config.udp(), engine, parts);
                udpByIndex[index] = transport;
                udp.add(transport);
                udpPoints.add(transport.points());
            }
        }
    }

    /**
     * Waits until there is work, {@link #wakeUp} is called, or the time is over; may end early.
     *
     * @param maxNanos 0 = do not wait
     */
    @Override
    public void await(final long maxNanos) {
        final boolean mustNotWait = mustNotWait();
        if (inputIsDense && !mustNotWait && maxNanos > gatherNanos) {
            poller.gather(gatherNanos);
        } else {
            poller.await(mustNotWait ? 0 : maxNanos);
        }
        hasLooked = true;
    }

    private boolean mustNotWait() {
        return hasMore || !failures.isEmpty();
    }

    /** Whether the next {@link #await} is a short pause or none, which nobody has to end. */
    public boolean gathers() {
        return inputIsDense || mustNotWait();
    }

    /**
     * From now on other processes of this host that ring end {@link #await}. Once.
     *
     * @param bell stays open as long as this is
     * @return false where that cannot be had
     */
    public boolean hear(final Doorbell bell) {
        return poller.hear(bell);
    }

    /** Takes note of input by another way than the listening points, in the same turn. */
    public void noteOtherInput(final long nowNanos) {
        if (nowNanos != lastInputNanos) {
            noteInput(1, nowNanos);
        }
    }

    /** Ends {@link #await}, or the next one if nobody waits. Any thread; cheap unless it waits. */
    @Override
    public void wakeUp() {
        poller.wakeUp();
    }

    /**
     * Hands over what has arrived, a bounded amount of it.
     *
     * @return the amount of work done, 0 = nothing was there
     */
    @Override
    public int doWork(final long now) {
        nowNanos = now;
        if (!hasLooked) {
            poller.await(0);
        }
        hasLooked = false;
        int work = 0;
        long waited = 0;
        int fill = 0;
        for (int i = 0; i < udp.size(); i++) {
            work += udp.get(i).poll(now);
            waited = Math.max(waited, udp.get(i).waitedNanos());
            fill = Math.max(fill, udp.get(i).fillPercent());
        }
        noteInput(work, now);
        final int fromStreams = tcp.poll(now);
        protection
                .overload()
                .onTaken(
                        Math.max(waited, tcp.waitedNanos()),
                        Math.max(fill, tcp.fillPercent()),
                        now);
        protection.doWork(now);
        hasMore = TcpTransport.mayHaveMore(fromStreams);
        return work + fromStreams + failures.report(receiver, now);
    }

    /** Two turns with input in short succession: the next input is likely to be near. */
    private void noteInput(final int datagrams, final long now) {
        inputIsDense = gatherNanos > 0 && datagrams > 0 && now - lastInputNanos < denseNanos;
        if (datagrams > 0) {
            lastInputNanos = now;
        }
    }

    /**
     * Copies a message; it leaves with {@link #flush} at the latest. What cannot be sent is told to
     * the {@link MessageReceiver} in a later {@link #doWork}, never from within this call.
     */
    @Override
    public void send(
            final Flow flow, final DirectBuffer buffer, final int offset, final int length) {
        protection.onSent(flow, buffer, offset, length, nowNanos);
        if (flow.isReliable()) {
            tcp.send(flow, buffer, offset, length);
            return;
        }
        final int index = flow.local().index();
        final UdpTransport transport =
                index >= 0 && index < udpByIndex.length ? udpByIndex[index] : null;
        if (transport == null) {
            failures.add(flow);
        } else {
            transport.send(flow, buffer, offset, length);
        }
    }

    /**
     * What came on this flow was malformed: should its source have to be limited, this costs it more
     * than a sound message does.
     */
    @Override
    public void onMalformed(final Flow flow) {
        final UdpTransport transport = flow.isReliable() ? null : udpByIndex[flow.local().index()];
        if (transport != null) {
            transport.onMalformed(flow);
        }
    }

    /** Hands everything that was sent to the system. Once per duty cycle. */
    @Override
    public void flush() {
        for (int i = 0; i < udp.size(); i++) {
            final int _ = udp.get(i).flush();
        }
        tcp.flush();
    }

    /**
     * The flow to an address: at once for UDP; for TCP the connection that exists, or one that is
     * being opened (what is sent on it waits).
     *
     * @return null when no listening point speaks that protocol in that address family
     */
    @Override
    public @Nullable Flow flowTo(
            final TransportProtocol protocol,
            final long addressHigh,
            final long addressLow,
            final int port) {
        if (protocol == TransportProtocol.TCP) {
            return tcp.flowTo(addressHigh, addressLow, port);
        }
        if (protocol != TransportProtocol.UDP) {
            return null;
        }
        final LocalPoints point = LocalPoints.best(udpPoints, probe, addressHigh, addressLow);
        final UdpTransport transport = point == null ? null : udpByIndex[point.index()];
        return transport == null ? null : transport.flowTo(addressHigh, addressLow, port);
    }

    /** The open connection of this number; null when it is gone or was another process's. */
    @Override
    public @Nullable Flow connection(final long number) {
        return tcp.flow(number);
    }

    /**
     * The flow of a listening point to an address: a connection by its number, or when that is 0 as {@link #flowTo} finds one.
     *
     * @return null when there is no such listening point, or that connection is gone
     */
    public @Nullable Flow flow(
            final int point,
            final long connection,
            final long addressHigh,
            final long addressLow,
            final int port) {
        if (connection != 0) {
            return tcp.flow(connection);
        }
        final UdpTransport transport =
                point >= 0 && point < udpByIndex.length ? udpByIndex[point] : null;
        return transport == null
                ? tcp.flowTo(addressHigh, addressLow, port)
                : transport.flowTo(addressHigh, addressLow, port);
    }

    /** Nobody else has our sockets. */
    @Override
    public boolean drain() {
        return false;
    }

    @Override
    public @Nullable String complaint() {
        return null;
    }

    /** Closes a connection after what was sent on it; {@code onFlowFailed} follows. */
    public void closeFlow(final Flow flow) {
        if (flow.isReliable()) {
            tcp.closeFlow(flow);
        }
    }

    /**
     * Every address and port that a peer can reach us by; a point on all addresses gives one for
     * each address that the host has now.
     */
    @Override
    public List<LocalPoint> localPoints() {
        final List<LocalPoint> all = new ArrayList<>();
        udpPoints.forEach(points -> all.addAll(points.all()));
        tcp.points().forEach(points -> all.addAll(points.all()));
        return List.copyOf(all);
    }

    /** Sends what is waiting and closes everything. Not while another thread is in here. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        flush();
        tcp.close();
        udp.forEach(UdpTransport::close);
        engine.close();
    }
}
