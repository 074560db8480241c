// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads the ICMP errors that Linux keeps beside a UDP socket ({@code IP_RECVERR}), so that a peer
 * whose port is closed is known at once instead of after 32 s of retransmissions (RFC 3261 §18.4).
 */
final class ErrorQueue implements AutoCloseable {
    static final int LIMIT = 64;

    private static final int READ_ERRORS = 0x2000;
    private static final int DO_NOT_WAIT = 0x40;
    private static final int MESSAGE_TOO_LONG = 90;
    private static final int ORIGIN_ICMP = 2;
    private static final int ORIGIN_ICMP6 = 3;
    private static final int CONTROL_BYTES = 512;
    private static final int CONTROL_HEADER = 16;

    private static final int SOL_IP = 0;
    private static final int IP_RECVERR = 11;
    private static final int SOL_IPV6 = 41;
    private static final int IPV6_RECVERR = 25;

    private static final int NAME = 64;
    private static final int CONTROL = NAME + SocketAddresses.SLOT_BYTES;

    private final NativeMemory memory = new NativeMemory(CONTROL + CONTROL_BYTES);

    /**
     * Empties the queue.
     *
     * @return the number of errors read, {@link #LIMIT} when there may be more
     */
    int drain(final LinuxCalls calls, final int fd, final UdpSocket.Listener listener) {
        for (int i = 0; i < LIMIT; i++) {
            prepare();
            if (calls.receive(fd, memory.address(), READ_ERRORS | DO_NOT_WAIT) < 0) {
                return i;
            }
            if (isUnreachable()) {
                final UnsafeBuffer buffer = memory.buffer();
                listener.onUnreachable(
                        SocketAddresses.high(buffer, NAME),
                        SocketAddresses.low(buffer, NAME),
                        SocketAddresses.port(buffer, NAME));
            }
        }
        return LIMIT;
    }

    /** A {@code struct msghdr} with a name and control bytes but without content. */
    private void prepare() {
        final UnsafeBuffer buffer = memory.buffer();
        buffer.putLong(0, memory.address() + NAME);
        buffer.putInt(8, SocketAddresses.LENGTH_V6);
        buffer.putLong(16, 0);
        buffer.putLong(24, 0);
        buffer.putLong(32, memory.address() + CONTROL);
        buffer.putLong(40, CONTROL_BYTES);
        buffer.putInt(48, 0);
    }

    private boolean isUnreachable() {
        final UnsafeBuffer buffer = memory.buffer();
        final int end = CONTROL + (int) Math.min(CONTROL_BYTES, buffer.getLong(40));
        // Each is a struct cmsghdr (length, level, type) and what it heads; a time stamp may be the
        // first.
        for (int at = CONTROL; at + CONTROL_HEADER + 8 <= end; ) {
            final int level = buffer.getInt(at + Long.BYTES);
            final int type = buffer.getInt(at + Long.BYTES + Integer.BYTES);
            if ((level == SOL_IP && type == IP_RECVERR)
                    || (level == SOL_IPV6 && type == IPV6_RECVERR)) {
                return isUnreachable(at + CONTROL_HEADER);
            }
            at += Math.max(CONTROL_HEADER, BitUtil.align((int) buffer.getLong(at), Long.BYTES));
        }
        return false;
    }

    /** {@code struct sock_extended_err}: errno, then origin. */
    private boolean isUnreachable(final int at) {
        final int error = memory.buffer().getInt(at);
        final int origin = memory.buffer().getByte(at + Integer.BYTES);
        return error != MESSAGE_TOO_LONG && (origin == ORIGIN_ICMP || origin == ORIGIN_ICMP6);
    }

    @Override
    public void close() {
        memory.close();
    }
}
