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

    // An odd number of cache lines beyond the page: otherwise the beginnings of all places would
    // compete for the same cache sets.
    private static final int SKEW_BYTES = 5 * 64;

    private final MessageHeaders headers = new MessageHeaders(SLOTS);
    private final NativeMemory memory;
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

    /** Makes place {@code i} ready again; the system shortened what it did not fill. */
    void release(final int i) {
        headers.nameLength(i, nameBytes);
    }

    @Override
    public void close() {
        headers.close();
        memory.close();
    }
}
