// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Places for the datagrams of one {@code recvmmsg}. A place takes the largest datagram there is;
 * its pages are touched only as far as datagrams reach, so 64 of them cost 64 pages, not 4 MB.
 */
final class ReceiveBatch implements AutoCloseable {
    static final int SLOTS = 64;

    private static final int TRUNCATED = 0x20;

    /** {@code struct cmsghdr} (length, level, type) and the {@code struct timespec} in it. */
    private static final int CONTROL_BYTES = 64;

    private static final int CONTROL_TYPE = 12;
    private static final int SECONDS = 16;
    private static final int NANOS = 24;
    private static final int SCM_TIMESTAMPNS = 35;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    // An odd number of cache lines beyond the page: otherwise the beginnings of all places would
    // compete for the same cache sets.
    private static final int SKEW_BYTES = 5 * 64;

    private final MessageHeaders headers = new MessageHeaders(SLOTS);
    private final NativeMemory memory;
    private final NativeMemory control = new NativeMemory(CONTROL_BYTES);
    private final int stride;
    private final int nameBytes;

    ReceiveBatch(final int maxDatagramBytes, final int family) {
        stride = (maxDatagramBytes + 4095) / 4096 * 4096 + SKEW_BYTES;
        memory = new NativeMemory(SLOTS * stride);
        nameBytes =
                family == SocketAddresses.FAMILY_V4
                        ? SocketAddresses.LENGTH_V4
                        : SocketAddresses.LENGTH_V6;
        for (int i = 0; i < SLOTS; i++) {
            headers.nameLength(i, nameBytes);
            headers.content(i, memory.address() + offset(i), maxDatagramBytes);
        }
        headers.control(0, control.address(), CONTROL_BYTES);
    }

    long headers() {
        return headers.address(0);
    }

    UnsafeBuffer buffer() {
        return memory.buffer();
    }

    int offset(final int i) {
        return i * stride;
    }

    int length(final int i) {
        return headers.length(i);
    }

    boolean isTruncated(final int i) {
        return (headers.flags(i) & TRUNCATED) != 0;
    }

    long addressHigh(final int i) {
        return SocketAddresses.high(headers.buffer(), headers.name(i));
    }

    long addressLow(final int i) {
        return SocketAddresses.low(headers.buffer(), headers.name(i));
    }

    int port(final int i) {
        return SocketAddresses.port(headers.buffer(), headers.name(i));
    }

    /** When the first datagram reached the system, in nanoseconds since 1970; 0 where it does not tell. The others are younger. */
    long arrivalNanos() {
        final boolean isTold =
                headers.controlLength(0) >= NANOS + Long.BYTES
                        && control.buffer().getInt(CONTROL_TYPE) == SCM_TIMESTAMPNS;
        return isTold
                ? control.buffer().getLong(SECONDS) * NANOS_PER_SECOND
                        + control.buffer().getLong(NANOS)
                : 0;
    }

    /** Makes place {@code i} ready again; the system shortened what it did not fill. */
    void release(final int i) {
        headers.nameLength(i, nameBytes);
        if (i == 0) {
            headers.control(0, control.address(), CONTROL_BYTES);
        }
    }

    @Override
    public void close() {
        headers.close();
        memory.close();
        control.close();
    }
}
