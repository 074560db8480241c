// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import org.agrona.DirectBuffer;

/** One bound UDP socket as duty-cycle work. Owned by the signaling thread. */
interface UdpSocket extends AutoCloseable {
    /** Datagrams taken in one {@link #poll}. */
    int POLL_LIMIT = 64;

    /** Told of what arrives, of what does not leave, and how the rest does. */
    interface Listener {
        void onDatagram(
                long addressHigh,
                long addressLow,
                int port,
                DirectBuffer buffer,
                int offset,
                int length);

        void onTooLong();

        void onNoRoom();

        /** So many datagrams left as segments of one send with others. */
        void onSentTogether(int datagrams);

        void onUnreachable(long addressHigh, long addressLow, int port);
    }

    /** The port really bound. */
    int port();

    /** What the system holds for this socket. */
    ReceiveBuffer receiveBuffer();

    /** Whether the poller has seen input that {@link #poll} has not yet exhausted. */
    boolean hasInput();

    /** Hands over at most {@link #POLL_LIMIT} datagrams; their number. */
    int poll();

    /** Has the system note when each datagram comes, which costs a little for each. */
    void stampArrivals();

    /** How long the first datagram of the last {@link #poll} had waited here; 0 when it took all, or where that is not known. */
    long waitedNanos();

    /** Copies a datagram; it leaves with the next {@link #flush} at the latest. */
    void send(
            long addressHigh,
            long addressLow,
            int port,
            DirectBuffer buffer,
            int offset,
            int length);

    /** Hands all waiting datagrams to the system; how many it took since the last time. */
    int flush();

    @Override
    void close();
}
