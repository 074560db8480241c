// SPDX-License-Identifier: Apache-2.0
package io.strowger.virtual.address;

import io.strowger.host.network.NetlinkRequest;
import java.net.InetAddress;

/** Requests of rtnetlink(7) (RFC 3549 §2.3.3.2) for one address of an interface. */
final class AddressRequest {
    private static final int NEW_ADDRESS = 20;
    private static final int DELETE_ADDRESS = 21;

    /** No detection of duplicates: the host that had the address before may have it still. */
    private static final byte NO_DETECTION = 2;

    private static final int ADDRESS = 1;
    private static final int LOCAL = 2;
    private static final int LIFETIMES = 6;

    private AddressRequest() {}

    /** Adds the address for so many seconds, or lets it stay for so many more. */
    static NetlinkRequest hold(
            final InetAddress address,
            final int prefixLength,
            final int networkInterface,
            final int seconds) {
        return of(
                        NetlinkRequest.createOrReplace(NEW_ADDRESS),
                        address,
                        prefixLength,
                        networkInterface)
                .attributeOfNumbers(LIFETIMES, seconds, seconds, 0, 0);
    }

    /** Takes it away. */
    static NetlinkRequest remove(
            final InetAddress address, final int prefixLength, final int networkInterface) {
        return of(NetlinkRequest.of(DELETE_ADDRESS), address, prefixLength, networkInterface);
    }

    private static NetlinkRequest of(
            final NetlinkRequest request,
            final InetAddress address,
            final int prefixLength,
            final int networkInterface) {
        final byte[] bytes = address.getAddress();
        final boolean isIpv4 = bytes.length == NetlinkRequest.IPV4_BYTES;
        final byte family = isIpv4 ? NetlinkRequest.FAMILY_V4 : NetlinkRequest.FAMILY_V6;
        final byte flags = isIpv4 ? 0 : NO_DETECTION;
        return request.withBytes(family, (byte) prefixLength, flags, (byte) 0)
                .withNumber(networkInterface)
                .attribute(LOCAL, bytes)
                .attribute(ADDRESS, bytes);
    }
}
