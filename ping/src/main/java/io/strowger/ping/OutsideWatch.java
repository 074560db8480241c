// SPDX-License-Identifier: Apache-2.0
package io.strowger.ping;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Watches the way of this host to the outside: asks gateways, looks for the carrier of the interface. One thread. */
public final class OutsideWatch implements Outside, AutoCloseable {
    /** Most gateways. */
    public static final int GATEWAYS = 8;

    private static final long LOOK_NANOS = 10_000_000L;

    private final List<InetAddress> gateways;
    private final String networkInterface;
    private final Ping ping;
    private final GatewayUse use;
    private final GatewayWatch watch;
    private final IntPredicate isSeen;
    private long nowNanos;
    private long lookAt;

    private OutsideWatch(
            final List<InetAddress> gateways,
            final String networkInterface,
            final Ping ping,
            final GatewayUse use,
            final long nowNanos) {
        this.gateways = gateways;
        this.networkInterface = networkInterface;
        this.ping = ping;
        this.use = use;
        this.nowNanos = nowNanos;
        lookAt = nowNanos;
        watch = new GatewayWatch(gateways.size(), this::ask, nowNanos);
        isSeen = watch::isSeen;
    }

    /**
     * Opens the sockets; nothing is seen yet.
     *
     * @param gateways that are asked, up to {@link #GATEWAYS}
     * @param networkInterface by which they are reached, empty for the system's choice
     * @param use told at each look
     * @throws PingFailure when the system does not let this program ask
     */
    public static OutsideWatch open(
            final List<InetAddress> gateways,
            final String networkInterface,
            final GatewayUse use,
            final long nowNanos)
            throws PingFailure {
        if (gateways.size() > GATEWAYS) {
            throw new IllegalArgumentException(gateways.size() + " gateways");
        }
        return new OutsideWatch(
                List.copyOf(gateways),
                networkInterface,
                Ping.open(gateways, networkInterface),
                use,
                nowNanos);
    }

    private void ask(final int gateway, final long number) {
        final boolean _ = ping.ask(gateways.get(gateway), gateway, number);
    }

    @Override
    public void doWork(final long now) {
        nowNanos = now;
        if (now - lookAt < 0) {
            return;
        }
        lookAt = now + LOOK_NANOS;
        ping.poll(this::onAnswer);
        if (watch.doWork(now) && !networkInterface.isEmpty()) {
            watch.carrier(ping.hasCarrier(networkInterface));
        }
        use.onLook(isSeen, now);
    }

    private void onAnswer(final int gateway, final long number) {
        watch.onAnswer(gateway, number, nowNanos);
    }

    @Override
    public int sight() {
        return watch.sight();
    }

    @Override
    public OutsideView view() {
        final List<OutsideView.Gateway> seen = new ArrayList<>();
        for (int i = 0; i < gateways.size(); i++) {
            seen.add(
                    new OutsideView.Gateway(
                            gateways.get(i).getHostAddress(),
                            watch.isSeen(i),
                            use.isDefaultRoute(i)));
        }
        return new OutsideView(watch.sight(), List.copyOf(seen));
    }

    @Override
    public void close() {
        ping.close();
    }
}
