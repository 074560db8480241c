// SPDX-License-Identifier: Apache-2.0
package io.strowger.cluster.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.agrona.CloseHelper;
import org.agrona.collections.Int2ObjectHashMap;

/** Rings the bells of other processes of this host ({@link SocketWatch#bell}). One thread. */
public final class BellRope implements AutoCloseable {
    /** Ports of processes that have ended are forgotten with all others, once in a while. */
    private static final int MOST_KNOWN = 1_024;

    private final DatagramChannel channel;
    private final ByteBuffer nothing = ByteBuffer.allocateDirect(1);
    private final Int2ObjectHashMap<InetSocketAddress> known = new Int2ObjectHashMap<>();

    public BellRope() {
        try {
            channel = DatagramChannel.open();
            channel.configureBlocking(false);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * Sends a datagram to loopback, which is there when this returns, or lost.
     *
     * @param port 1..65535
     */
    public void pull(final int port) {
        InetSocketAddress address = known.get(port);
        if (address == null) {
            address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            if (known.size() >= MOST_KNOWN) {
                known.clear();
            }
            known.put(port, address);
        }
        try {
            nothing.clear();
            channel.send(nothing, address);
        } catch (final IOException _) {
            // Who sleeps there looks by itself some milliseconds later.
        }
    }

    @Override
    public void close() {
        CloseHelper.quietClose(channel);
    }
}
