// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

/**
 * Limits of all TCP connections together and of each.
 *
 * @param maxConnections accepted and opened ones; more are refused
 * @param maxConnectionsPerSource of one IPv4 address or one IPv6 network of 64 bits
 * @param acceptsPerSource connections that one source may open in a second; 0 = any number
 * @param maxMessageBytes of one message, start line to end of body
 * @param maxPendingWriteBytes of one connection, before its peer counts as too slow and it is closed
 * @param maxBufferedBytesTotal of all connections together: of messages not complete, and as much
 *     again of messages not yet taken; the connection that would exceed it is closed
 * @param ringBytes of the hand-over between the threads, each direction; a power of two of at least
 *     8 × (maxMessageBytes + 64)
 */
public record TcpLimits(
        int maxConnections,
        int maxConnectionsPerSource,
        int acceptsPerSource,
        int maxMessageBytes,
        int maxPendingWriteBytes,
        int maxBufferedBytesTotal,
        int ringBytes) {
    public static final TcpLimits STANDARD =
            new TcpLimits(32_768, 2_048, 0, 65_535, 256 * 1024, 256 << 20, 1 << 20);

    /** Bytes that travel with each message in the ring. */
    static final int FRAME_BYTES = 64;

    public TcpLimits {
        Limit.check("tcp.maxConnections", maxConnections, 1, 1 << 22);
        Limit.check("tcp.maxConnectionsPerSource", maxConnectionsPerSource, 1, 1 << 22);
        Limit.check("tcp.acceptsPerSource", acceptsPerSource, 0, 1_000_000);
        Limit.check("tcp.maxMessageBytes", maxMessageBytes, 512, 1 << 24);
        Limit.check("tcp.maxPendingWriteBytes", maxPendingWriteBytes, maxMessageBytes, 1 << 28);
        Limit.check("tcp.maxBufferedBytesTotal", maxBufferedBytesTotal, maxMessageBytes, 1 << 30);
        Limit.check("tcp.ringBytes", ringBytes, 8L * (maxMessageBytes + FRAME_BYTES), 1 << 30);
        if (Integer.bitCount(ringBytes) != 1) {
            throw new IllegalArgumentException("tcp.ringBytes: " + ringBytes + " not a power of 2");
        }
    }
}
