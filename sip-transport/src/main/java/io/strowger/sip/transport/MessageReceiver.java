// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.strowger.sip.message.Flow;
import org.agrona.DirectBuffer;

/** The port upward: what the transports hand over. Called on the signaling thread only. */
public interface MessageReceiver {
    /**
     * One datagram, or one message of a stream.
     *
     * <p>The bytes are untrusted and unparsed; leading CRLF is possible (RFC 3261 §7.5). They are
     * valid only during the call.
     *
     * @param nowNanos the time given to {@link TransportLayer#doWork}
     */
    void onMessage(Flow flow, DirectBuffer buffer, int offset, int length, long nowNanos);

    /**
     * A connection is gone, could not be opened, or could not take a message (RFC 3261 §18.4).
     * What was sent on it last may be lost.
     */
    void onFlowFailed(Flow flow, long nowNanos);

    /**
     * A datagram did not reach its destination: an ICMP error, no route, or too large for UDP.
     * Only a hint: UDP promises nothing, and an ICMP message can be forged.
     */
    default void onUnreachable(final Flow flow, final long nowNanos) {}

    /** What was in hand here is another node's now (a switch says so): no messages come of it any more. */
    default void onForget(final long nowNanos) {}
}
