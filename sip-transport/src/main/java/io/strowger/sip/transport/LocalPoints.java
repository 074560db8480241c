// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.LocalPoint;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one open listening point calls itself toward each peer: the advertised host, the address it
 * is bound to, or, bound to all addresses, the one the system would send from, so that Via and
 * Record-Route always name an address that the peer can reach.
 */
final class LocalPoints {
    private static final int MAX_REMEMBERED = 256;
    private static final IpAddress LOOPBACK_V4 = IpAddress.v4(0x7F000001);
    private static final IpAddress LOOPBACK_V6 = new IpAddress(0, 1);

    private final ListenPoint listen;
    private final int port;
    private final int index;
    private final RouteProbe probe;
    private final Map<IpAddress, LocalPoint> byAddress = new HashMap<>();

    /**
     * @param port the port really bound
     */
    LocalPoints(final ListenPoint listen, final int port, final int index, final RouteProbe probe) {
        this.listen = listen;
        this.port = port;
        this.index = index;
        this.probe = probe;
    }

    ListenPoint listen() {
        return listen;
    }

    int port() {
        return port;
    }

    int index() {
        return index;
    }

    boolean isSameFamily(final long addressHigh, final long addressLow) {
        return listen.address().isV4() == IpAddress.isV4(addressHigh, addressLow);
    }

    /**
     * The point to send from: bound to the address the system would use, else bound to all
     * addresses, else the first of the family; null when there is none of the family.
     */
    static @Nullable LocalPoints best(
            final List<LocalPoints> points,
            final RouteProbe probe,
            final long addressHigh,
            final long addressLow) {
        LocalPoints best = null;
        boolean isAlone = true;
        for (int i = 0; i < points.size(); i++) {
            if (points.get(i).isSameFamily(addressHigh, addressLow)) {
                isAlone = best == null;
                best = best == null ? points.get(i) : best;
            }
        }
        if (isAlone || best == null) {
            return best;
        }
        final IpAddress local = probe.localAddressToward(addressHigh, addressLow);
        LocalPoints wildcard = null;
        for (final LocalPoints point : points) {
            if (point.listen.address().equals(local)) {
                return point;
            }
            if (wildcard == null
                    && point.listen.isWildcard()
                    && point.isSameFamily(addressHigh, addressLow)) {
                wildcard = point;
            }
        }
        return wildcard == null ? best : wildcard;
    }

    LocalPoint toward(final long addressHigh, final long addressLow) {
        if (!listen.isWildcard() || !listen.advertisedHost().isEmpty()) {
            return of(listen.address());
        }
        final IpAddress local = probe.localAddressToward(addressHigh, addressLow);
        if (local != null) {
            return of(local);
        }
        // No route: nothing will be sent, but the point still has to have some name.
        return of(IpAddress.isV4(addressHigh, addressLow) ? LOOPBACK_V4 : LOOPBACK_V6);
    }

    /** The point by one of our addresses (the local address of an accepted connection). */
    LocalPoint of(final IpAddress address) {
        final LocalPoint known = byAddress.get(address);
        if (known != null) {
            return known;
        }
        final LocalPoint point = listen.named(address, port, index);
        if (byAddress.size() < MAX_REMEMBERED) {
            byAddress.put(address, point);
        }
        return point;
    }

    /** Every address this point can be reached by, the advertised host alone when there is one. */
    List<LocalPoint> all() {
        if (!listen.isWildcard() || !listen.advertisedHost().isEmpty()) {
            return List.of(of(listen.address()));
        }
        final List<LocalPoint> points = new ArrayList<>();
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLinkLocalAddress())
                    .map(JavaAddresses::ipAddress)
                    .filter(address -> isSameFamily(address.high(), address.low()))
                    .forEach(address -> points.add(of(address)));
        } catch (final SocketException noInterfaces) {
            points.add(of(listen.address()));
        }
        return points;
    }
}
