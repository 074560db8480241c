// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import io.strowger.sip.message.Flow;
import org.agrona.DirectBuffer;

/** Port downward: puts messages on the wire. Implemented over the transports. */
public interface MessageSender {
    /**
     * Sends a message, or queues a copy of it: the bytes are the caller's again when this returns.
     * Does not call back; a failure is reported later by {@link TransactionLayer#onFlowFailed}.
     */
    void send(Flow flow, DirectBuffer buffer, int offset, int length);
}
