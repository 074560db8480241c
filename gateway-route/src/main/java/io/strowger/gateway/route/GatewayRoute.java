// SPDX-License-Identifier: Apache-2.0
package io.strowger.gateway.route;

import io.strowger.host.network.LinuxNetwork;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Keeps the default route of this host at the first gateway that is seen, of IPv4 and of IPv6 each. Who watches the
 * gateways says so ({@link #onLook}), which costs no system call; a thread of its own asks the kernel, at each change and
 * once a second, for an interface that was down has lost its routes. At the end the route stays as it is: a host without a
 * program needs one, too.
 */
public final class GatewayRoute implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger("strowger.gateway-route");
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long JOIN_MILLIS = 2_000;
    private static final int NO_INTERFACE = -1;

    private final List<InetAddress> gateways;
    private final String networkInterface;
    private final List<Family> families = new ArrayList<>();
    private final Thread thread;
    private volatile boolean stopping;

    private GatewayRoute(
            final List<InetAddress> gateways, final String networkInterface, final long nowNanos) {
        this.gateways = List.copyOf(gateways);
        this.networkInterface = networkInterface;
        this.gateways.stream()
                .map(InetAddress::getClass)
                .distinct()
                .forEach(kind -> families.add(new Family(kind, nowNanos)));
        thread = Thread.ofPlatform().daemon().name("route").unstarted(this::run);
    }

    /**
     * Nothing changes before a gateway is seen.
     *
     * @param gateways the first of each family is the primary router, the others are its backups in this order
     * @param networkInterface by which they are reached, empty for the system's choice
     */
    public static GatewayRoute launch(
            final List<InetAddress> gateways, final String networkInterface, final long nowNanos) {
        final GatewayRoute route = new GatewayRoute(gateways, networkInterface, nowNanos);
        route.thread.start();
        return route;
    }

    /**
     * The gateways were looked at. One thread.
     *
     * @param isSeen whether the gateway of this number answers
     */
    public void onLook(final IntPredicate isSeen, final long nowNanos) {
        for (final Family family : families) {
            if (family.decide(isSeen, nowNanos)) {
                LockSupport.unpark(thread);
            }
        }
    }

    /** Whether the kernel has taken the gateway of this number for the default route. Any thread. */
    public boolean isUsed(final int gateway) {
        return families.stream().anyMatch(family -> family.used == gateway);
    }

    private void run() {
        while (!stopping) {
            families.forEach(Family::apply);
            LockSupport.parkNanos(this, AGAIN_NANOS);
        }
    }

    /** 0 for the system's choice, {@link #NO_INTERFACE} when the one that was named is not there. */
    private int indexOfInterface() {
        if (networkInterface.isEmpty()) {
            return 0;
        }
        try {
            final NetworkInterface at = NetworkInterface.getByName(networkInterface);
            return at == null ? NO_INTERFACE : at.getIndex();
        } catch (final SocketException failure) {
            return NO_INTERFACE;
        }
    }

    /** IPv4 or IPv6. */
    private final class Family {
        private final GatewayChoice choice;
        private volatile int wanted = GatewayChoice.NONE;
        private volatile int used = GatewayChoice.NONE;
        private String lastFault = "";

        Family(final Class<?> kind, final long nowNanos) {
            choice =
                    new GatewayChoice(
                            IntStream.range(0, gateways.size())
                                    .filter(i -> gateways.get(i).getClass() == kind)
                                    .toArray(),
                            nowNanos);
        }

        /** Gives whether that is new. */
        boolean decide(final IntPredicate isSeen, final long nowNanos) {
            final int now = choice.choose(isSeen, nowNanos);
            final boolean isNew = now != wanted;
            wanted = now;
            return isNew;
        }

        void apply() {
            final int next = wanted;
            if (next == GatewayChoice.NONE) {
                return;
            }
            final InetAddress gateway = gateways.get(next);
            final String fault = faultOf(gateway);
            if (!fault.isEmpty()) {
                used = GatewayChoice.NONE;
                tell(gateway.getHostAddress() + " cannot be the default route: " + fault);
                return;
            }
            lastFault = "";
            if (used != next) {
                LOGGER.log(Level.INFO, "default route by {0}", gateway.getHostAddress());
                used = next;
            }
        }

        /** Asks the kernel; empty when it has done so. */
        private String faultOf(final InetAddress gateway) {
            final int index = indexOfInterface();
            if (index == NO_INTERFACE) {
                return "there is no interface " + networkInterface;
            }
            final int result = LinuxNetwork.request(RouteRequest.defaultBy(gateway, index));
            return switch (result) {
                case 0 -> "";
                case LinuxNetwork.NOT_PERMITTED -> "that needs CAP_NET_ADMIN";
                case LinuxNetwork.NOT_REACHED -> "it is in no network of this host";
                default -> "error " + -result + " of the system";
            };
        }

        /** Once, not each second. */
        private void tell(final String line) {
            if (!line.equals(lastFault)) {
                lastFault = line;
                LOGGER.log(Level.ERROR, line);
            }
        }
    }

    /** The route stays. */
    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join(JOIN_MILLIS);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
