// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.SipMessage;
import org.jspecify.annotations.Nullable;

/**
 * Port upward: the transaction user of RFC 3261 §17. Called in the layer's thread from {@link
 * TransactionLayer#onMessage}, {@link TransactionLayer#doTimers} and {@link
 * TransactionLayer#onFlowFailed} only, never from within {@link TransactionLayer#respond} or {@link
 * TransactionLayer#send}; it may call both, at once or later.
 *
 * <p>A message is readable during the call only. A transaction may be held until its {@code
 * onTerminated} and not longer, for the object is used again.
 */
public interface TransactionUser {
    /** A new request other than ACK and CANCEL. An INVITE unanswered on return gets its 100. */
    void onRequest(ServerTransaction transaction, SipMessage request, long nowNanos);

    /** An ACK that belongs to no failure response of ours: that of a 2xx, on its own way. */
    void onAck(SipMessage ack, Flow flow, long nowNanos);

    /**
     * A CANCEL, to be answered on its own transaction: 200 when the INVITE is known (§9.2), else by
     * whoever knows it (§16.10), or 481.
     *
     * @param invite what is to be cancelled, in any state, or null
     */
    void onCancel(
            ServerTransaction cancel,
            @Nullable ServerTransaction invite,
            SipMessage request,
            long nowNanos);

    /** A response for the user: each provisional one, the final one, and every 2xx to an INVITE. */
    void onResponse(ClientTransaction transaction, SipMessage response, long nowNanos);

    /**
     * A response to an INVITE or CANCEL without client transaction here. Responses to other requests
     * that come too late end in the layer (RFC 4320 §4.3).
     */
    void onUnmatchedResponse(SipMessage response, Flow flow, long nowNanos);

    /** Timer B or F: nobody answered. */
    void onTimeout(ClientTransaction transaction, long nowNanos);

    /** Timer H: no ACK came. */
    void onTimeout(ServerTransaction transaction, long nowNanos);

    /** The flow failed; the transaction has ended, except for a final response received before. */
    void onTransportFailure(ClientTransaction transaction, long nowNanos);

    /** The flow failed; an INVITE transaction lives on (RFC 6026 §7.1), any other has ended. */
    void onTransportFailure(ServerTransaction transaction, long nowNanos);

    /** Last call about this transaction, exactly one for each that was shown to the user. */
    void onTerminated(ServerTransaction transaction, long nowNanos);

    /** Last call about this transaction, exactly one for each that {@code send} returned. */
    void onTerminated(ClientTransaction transaction, long nowNanos);
}
