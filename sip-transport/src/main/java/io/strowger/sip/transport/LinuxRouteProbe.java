// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.strowger.sip.message.IpAddress;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** {@link RouteProbe} by two UDP sockets that are connected anew for each question. */
final class LinuxRouteProbe implements RouteProbe {
    private static final int DATAGRAM = 2;
    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final int UNSPECIFIED = 0;
    private static final int DISCARD_PORT = 9;

    private final LinuxCalls calls;
    private final NativeMemory memory = new NativeMemory(2 * SocketAddresses.SLOT_BYTES);
    private final int v4;
    private final int v6;

    LinuxRouteProbe(final LinuxCalls calls) {
        this.calls = calls;
        v4 = calls.socket(SocketAddresses.FAMILY_V4, DATAGRAM | CLOSE_ON_EXEC);
        v6 = calls.socket(SocketAddresses.FAMILY_V6, DATAGRAM | CLOSE_ON_EXEC);
    }

    @Override
    public @Nullable IpAddress localAddressToward(final long addressHigh, final long addressLow) {
        final int family = SocketAddresses.family(addressHigh, addressLow);
        final int fd = family == SocketAddresses.FAMILY_V4 ? v4 : v6;
        final UnsafeBuffer buffer = memory.buffer();
        // Without this the socket would keep the local address of its first connect.
        buffer.setMemory(0, SocketAddresses.SLOT_BYTES, (byte) UNSPECIFIED);
        calls.connect(fd, memory.address(), SocketAddresses.LENGTH_V4);
        final int length =
                SocketAddresses.put(buffer, 0, family, addressHigh, addressLow, DISCARD_PORT);
        if (calls.connect(fd, memory.address(), length) < 0) {
            return null;
        }
        buffer.putInt(SocketAddresses.SLOT_BYTES, SocketAddresses.SLOT_BYTES);
        final long lengthAt = memory.address() + SocketAddresses.SLOT_BYTES;
        if (calls.socketName(fd, memory.address(), lengthAt) < 0) {
            return null;
        }
        return new IpAddress(SocketAddresses.high(buffer, 0), SocketAddresses.low(buffer, 0));
    }

    @Override
    public void close() {
        closeIfOpen(v4);
        closeIfOpen(v6);
        memory.close();
    }

    private static void closeIfOpen(final int fd) {
        if (fd >= 0) {
            LinuxCalls.closeDescriptor(fd);
        }
    }
}
