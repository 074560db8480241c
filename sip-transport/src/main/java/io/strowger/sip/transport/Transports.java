// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.TransportProtocol;
import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What carries the messages of a signaling thread: sockets of its own process, or a trunk to the process that has them. {@link
 * #await}, {@link #doWork}, {@link #flush}, in this order, again and again. Every method belongs to that thread, except {@link
 * #wakeUp}; opening and closing may be done by the thread that starts and stops it.
 */
public interface Transports extends AutoCloseable {
    /**
     * Waits until there is work, {@link #wakeUp} is called, or the time is over; may end early.
     *
     * @param maxNanos 0 = do not wait
     */
    void await(long maxNanos);

    /** Ends {@link #await}, or the next one if nobody waits. Any thread. */
    void wakeUp();

    /**
     * Hands over what has arrived, a bounded amount of it.
     *
     * @return the amount of work done, 0 = nothing was there
     */
    int doWork(long nowNanos);

    /** Copies a message; it leaves with {@link #flush} at the latest. Never fails from within this call. */
    void send(Flow flow, DirectBuffer buffer, int offset, int length);

    /** What came on this flow was malformed. */
    void onMalformed(Flow flow);

    /** Lets everything go that was sent. Once per duty cycle. */
    void flush();

    /** The flow to an address, null when no listening point speaks that protocol in that address family. */
    @Nullable Flow flowTo(TransportProtocol protocol, long addressHigh, long addressLow, int port);

    /** The connection of this number; null when it is known to be gone. */
    @Nullable Flow connection(long number);

    /** Every address and port that a peer can reach us by. */
    List<LocalPoint> localPoints();

    /**
     * The process is to end, and wants no new calls.
     *
     * @return true when whoever has the sockets has been told, and gives them to others; false when they still come and have to
     *     be refused
     */
    boolean drain();

    /** Why nothing can come in, null when it can. Any thread. */
    @Nullable String complaint();

    @Override
    void close();
}
