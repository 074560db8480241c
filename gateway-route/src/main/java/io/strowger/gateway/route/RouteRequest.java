// SPDX-License-Identifier: Apache-2.0
package io.strowger.gateway.route;

import io.strowger.host.network.NetlinkRequest;
import java.net.InetAddress;

/** The request of rtnetlink(7) for the default route (RFC 3549 §2.3.3.1 has its neighbours, linux/rtnetlink.h its numbers). */
final class RouteRequest {
    private static final int NEW_ROUTE = 24;
    private static final byte TABLE_MAIN = (byte) 254;
    private static final byte SET_BY_ADMINISTRATOR = 4;
    private static final byte UNICAST = 1;
    private static final int INTERFACE = 4;
    private static final int GATEWAY = 5;
    private static final int METRIC = 6;

    /** The best that IPv6 has: 0 stands for 1,024 there. */
    private static final int BEST_OF_V6 = 1;

    private RouteRequest() {}

    /**
     * Packets to other networks go by this gateway. Of IPv4 it takes the place of a default route of the best metric, of
     * IPv6 of one that was set here; others, such as those of DHCP and router advertisements, stay and are not used.
     *
     * @param networkInterface by which the gateway is reached; 0 for the system's choice
     */
    static NetlinkRequest defaultBy(final InetAddress gateway, final int networkInterface) {
        final byte[] address = gateway.getAddress();
        final boolean isIpv4 = address.length == NetlinkRequest.IPV4_BYTES;
        final NetlinkRequest request =
                NetlinkRequest.createOrReplace(NEW_ROUTE)
                        .withBytes(isIpv4 ? NetlinkRequest.FAMILY_V4 : NetlinkRequest.FAMILY_V6)
                        // No prefixes, no type of service.
                        .withBytes((byte) 0, (byte) 0, (byte) 0)
                        .withBytes(TABLE_MAIN, SET_BY_ADMINISTRATOR, (byte) 0, UNICAST)
                        .withNumber(0)
                        .attribute(GATEWAY, address);
        if (networkInterface != 0) {
            request.attributeOfNumbers(INTERFACE, networkInterface);
        }
        return isIpv4 ? request : request.attributeOfNumbers(METRIC, BEST_OF_V6);
    }
}
