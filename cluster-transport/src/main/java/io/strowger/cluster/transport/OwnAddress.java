// SPDX-License-Identifier: Apache-2.0
package io.strowger.cluster.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;

/** Which of this host's addresses another host sees. */
public final class OwnAddress {
    private static final int ANY_PORT = 9;

    private OwnAddress() {}

    /**
     * The address by which datagrams to a host leave; nothing is sent.
     *
     * @param host name or address
     * @throws IOException when the name is not known, or there is no route
     */
    public static String towards(final String host) throws IOException {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.connect(new InetSocketAddress(InetAddress.getByName(host), ANY_PORT));
            final InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
            return local.getAddress().getHostAddress();
        }
    }
}
