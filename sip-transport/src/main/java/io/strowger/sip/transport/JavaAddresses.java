// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.strowger.sip.message.IpAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Between {@link IpAddress} and the address classes of the JDK. */
final class JavaAddresses {
    private static final int V4_BYTES = 4;

    private JavaAddresses() {}

    static InetAddress inetAddress(final long high, final long low) {
        final ByteBuffer bytes =
                IpAddress.isV4(high, low)
                        ? ByteBuffer.allocate(V4_BYTES).putInt((int) low)
                        : ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low);
        try {
            return InetAddress.getByAddress(bytes.array());
        } catch (final UnknownHostException impossible) {
            throw new IllegalStateException("an address of 4 or 16 bytes", impossible);
        }
    }

    static InetSocketAddress socketAddress(final long high, final long low, final int port) {
        return new InetSocketAddress(inetAddress(high, low), port);
    }

    static IpAddress ipAddress(final InetAddress address) {
        final ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return bytes.remaining() == V4_BYTES
                ? IpAddress.v4(bytes.getInt())
                : new IpAddress(bytes.getLong(), bytes.getLong());
    }
}
