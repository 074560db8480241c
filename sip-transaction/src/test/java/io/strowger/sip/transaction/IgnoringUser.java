// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.SipMessage;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** A user and a sender that do nothing; tests override what they are about. */
class IgnoringUser implements TransactionUser, MessageSender {
    @Override
    public void send(
            final Flow flow, final DirectBuffer buffer, final int offset, final int length) {}

    @Override
    public void onRequest(
            final ServerTransaction transaction, final SipMessage request, final long nowNanos) {}

    @Override
    public void onAck(final SipMessage ack, final Flow flow, final long nowNanos) {}

    @Override
    public void onCancel(
            final ServerTransaction cancel,
            final @Nullable ServerTransaction invite,
            final SipMessage request,
            final long nowNanos) {}

    @Override
    public void onResponse(
            final ClientTransaction transaction, final SipMessage response, final long nowNanos) {}

    @Override
    public void onUnmatchedResponse(
            final SipMessage response, final Flow flow, final long nowNanos) {}

    @Override
    public void onTimeout(final ClientTransaction transaction, final long nowNanos) {}

    @Override
    public void onTimeout(final ServerTransaction transaction, final long nowNanos) {}

    @Override
    public void onTransportFailure(final ClientTransaction transaction, final long nowNanos) {}

    @Override
    public void onTransportFailure(final ServerTransaction transaction, final long nowNanos) {}

    @Override
    public void onTerminated(final ServerTransaction transaction, final long nowNanos) {}

    @Override
    public void onTerminated(final ClientTransaction transaction, final long nowNanos) {}
}
