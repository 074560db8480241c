// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.strowger.sip.message.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/** {@link RouteProbe} by a connected {@link DatagramChannel}, one per question. */
final class ChannelRouteProbe implements RouteProbe {
    private static final int DISCARD_PORT = 9;

    @Override
    public @Nullable IpAddress localAddressToward(final long addressHigh, final long addressLow) {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.connect(JavaAddresses.socketAddress(addressHigh, addressLow, DISCARD_PORT));
            return channel.getLocalAddress() instanceof InetSocketAddress local
                    ? JavaAddresses.ipAddress(local.getAddress())
                    : null;
        } catch (final IOException noRoute) {
            return null;
        }
    }

    @Override
    public void close() {}
}
