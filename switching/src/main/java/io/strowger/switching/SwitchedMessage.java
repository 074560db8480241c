// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import io.strowger.connection.table.MethodClass;
import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.Method;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.Span;
import io.strowger.sip.message.ViaView;
import org.agrona.DirectBuffer;

/**
 * What a switch reads of a message: Call-ID and transaction, both as 128-bit keyed hashes, method,
 * and whether it is a request, a provisional or a final response. Reused, one per thread; valid
 * until the next {@link #read}.
 *
 * <p>A transaction has the same hash in its request and in the responses to it, when both are seen
 * on the same side of a node: what names it, sent-by and branch of the topmost Via and the method of
 * CSeq, comes back as it was sent (RFC 3261 §8.2.6.2, §17.2.3).
 */
public final class SwitchedMessage {
    private final SipMessage message = new SipMessage();
    private final KeyedHash hash;
    private long callIdHigh;
    private long callIdLow;
    private long transactionHigh;
    private long transactionLow;
    private long inviteHigh;
    private long inviteLow;
    private boolean placeable;

    /**
     * @param hash under a key that all switches of a router share, so that they know the same
     *     Call-IDs by the same hashes
     */
    public SwitchedMessage(final KeyedHash hash) {
        this.hash = hash;
    }

    /**
     * Reads a message.
     *
     * @return NONE, or the first defect. A defective request can still be {@link #isPlaceable}: a
     *     node then answers it as it deserves
     */
    public Malformation read(final DirectBuffer buffer, final int offset, final int length) {
        final Malformation found = message.parse(buffer, offset, length);
        final long callId = message.callId();
        final boolean isAnswerable =
                found == Malformation.NONE || (message.isRequest() && found.statusCode() != 0);
        placeable =
                isAnswerable
                        && Span.length(callId) > 0
                        && message.topVia().isWellFormed()
                        && Span.length(message.cseqMethodSpan()) > 0;
        if (placeable) {
            hashCallId(callId);
            hashTransactions();
        }
        return found;
    }

    /** Whether Call-ID and transaction could be read; else the message is to be dropped. */
    public boolean isPlaceable() {
        return placeable;
    }

    public boolean isRequest() {
        return message.isRequest();
    }

    /** A request that belongs to a dialog (RFC 3261 §12.2: it has a tag in To), or wants to. */
    public boolean isInDialog() {
        return message.isRequest() && message.toTag() != Span.NONE;
    }

    /** A response that ends its transaction (RFC 3261 §7.2). */
    public boolean isFinalResponse() {
        return message.statusCode() >= 200;
    }

    /** 0 for a request. */
    public int statusCode() {
        return message.statusCode();
    }

    /** Of the request, and of a response the method in CSeq. */
    public Method method() {
        return message.cseqMethod();
    }

    public MethodClass methodClass() {
        return MethodClass.of(message.cseqMethod());
    }

    public long callIdHigh() {
        return callIdHigh;
    }

    public long callIdLow() {
        return callIdLow;
    }

    public long transactionHigh() {
        return transactionHigh;
    }

    public long transactionLow() {
        return transactionLow;
    }

    /** Of an ACK or CANCEL: the INVITE that it follows (RFC 3261 §17.2.3, §9.1). */
    public long inviteHigh() {
        return inviteHigh;
    }

    public long inviteLow() {
        return inviteLow;
    }

    /** The index over the message, for who has to know more. */
    public SipMessage message() {
        return message;
    }

    private void hashCallId(final long callId) {
        hash.reset().update((byte) 'I').update(message.buffer(), callId).finish();
        callIdHigh = hash.high();
        callIdLow = notZero(callIdHigh, hash.low());
    }

    private void hashTransactions() {
        final Method method = message.cseqMethod();
        if (method == Method.ACK || method == Method.CANCEL) {
            hashTransaction(Method.INVITE);
            inviteHigh = transactionHigh;
            inviteLow = transactionLow;
        }
        hashTransaction(method);
    }

    private void hashTransaction(final Method method) {
        final ViaView via = message.topVia();
        final DirectBuffer buffer = message.buffer();
        hash.reset().update((byte) 'T').update((byte) method.ordinal()).update((byte) via.port());
        hash.update((byte) (via.port() >> 8)).update((byte) Span.length(via.host()));
        lowerCase(buffer, via.host());
        hash.update(buffer, via.branch());
        if (!via.hasMagicCookie()) {
            // RFC 2543: the branch says nothing, or stays the same (§17.2.3).
            hash.update((byte) 0).update(message.cseqNumber());
            hash.update(buffer, message.fromTag()).update((byte) 0).update(callIdHigh);
        }
        if (method == Method.EXTENSION) {
            hash.update((byte) 0).update(buffer, message.cseqMethodSpan());
        }
        hash.finish();
        transactionHigh = hash.high();
        transactionLow = notZero(transactionHigh, hash.low());
    }

    private void lowerCase(final DirectBuffer buffer, final long span) {
        for (int at = Span.start(span); at < Span.end(span); at++) {
            final byte b = buffer.getByte(at);
            hash.update(b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b);
        }
    }

    /** (0, 0) is no key of a table. */
    private static long notZero(final long high, final long low) {
        return (high | low) == 0 ? 1 : low;
    }
}
