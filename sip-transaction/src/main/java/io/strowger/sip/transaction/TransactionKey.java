// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.message.Method;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.Span;
import io.strowger.sip.message.ViaView;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Keys of transactions (RFC 3261 §17.1.3, §17.2.3) as a keyed hash of 128 bits of what the RFC
 * compares; afterwards only the hashes are compared. Reusable, one per thread.
 *
 * <p>Two different transactions out of n open ones have the same key with a probability of about
 * n²/2^129, for a million 1.5 in 10^27; nobody without the hash key can raise that. Branches are
 * compared byte by byte: RFC 3261 would have tokens equal in any case, but there are peers that
 * write base64 there, and none that change the case of a branch on its way.
 */
final class TransactionKey {
    private static final int SERVER = 'S';
    private static final int SERVER_WITHOUT_COOKIE = 'O';
    private static final int CLIENT = 'C';
    private static final int TAG = 'T';
    private static final int MAX_HOST = 256;

    private final KeyedHash hash;
    private final UnsafeBuffer prefix =
            new UnsafeBuffer(new byte[Long.BYTES + MAX_HOST + Long.BYTES]);
    private long high;
    private long low;

    TransactionKey(final KeyedHash hash) {
        this.hash = hash;
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    /** Key of the transaction that a response belongs to: topmost branch and method of CSeq. */
    void client(final DirectBuffer buffer, final long branch, final Method method) {
        prefix.putLong(0, head(CLIENT, method, 0, 0, Span.length(branch)));
        hash.reset().update(prefix, 0, Long.BYTES).update(buffer, branch);
        finish();
    }

    /**
     * Key of the transaction that a request belongs to if its method were {@code method}: an ACK
     * looks for its INVITE, a CANCEL for what it cancels.
     */
    void server(final SipMessage request, final Method method) {
        final ViaView via = request.topVia();
        if (via.hasMagicCookie()) {
            withCookie(request, via, method);
        } else {
            withoutCookie(request, method, request.toTag());
        }
    }

    private void withCookie(final SipMessage request, final ViaView via, final Method method) {
        final int hostLength = Span.length(via.host());
        final int branchLength = Span.length(via.branch());
        prefix.putLong(0, head(SERVER, method, via.port(), hostLength, branchLength));
        hash.reset();
        if (hostLength <= MAX_HOST) {
            final int size = Long.BYTES + (hostLength + 7 & ~7);
            lowerCase(request.buffer(), Span.start(via.host()), hostLength);
            hash.update(prefix, 0, size);
        } else {
            hash.update(prefix, 0, Long.BYTES).update(request.buffer(), via.host());
        }
        hash.update(request.buffer(), via.branch());
        if (method == Method.EXTENSION) {
            hash.update(request.buffer(), request.methodSpan());
        }
        finish();
    }

    /** The host after the head, zeros up to the next word so that the branch begins on one. */
    private void lowerCase(final DirectBuffer buffer, final int start, final int length) {
        prefix.putLong(Long.BYTES + (length & ~7), 0L);
        for (int i = 0; i < length; i++) {
            final byte b = buffer.getByte(start + i);
            prefix.putByte(Long.BYTES + i, b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b);
        }
    }

    /**
     * Key of a request of RFC 2543, whose branch says nothing: everything that §17.2.3 compares.
     *
     * @param toTag of the request; for an ACK also NONE, because the INVITE may have had none
     */
    void withoutCookie(final SipMessage request, final Method method, final long toTag) {
        hash.reset().update((byte) SERVER_WITHOUT_COOKIE).update((byte) method.ordinal());
        hash.update(request.cseqNumber());
        field(request.buffer(), request.requestUri());
        field(request.buffer(), toTag);
        field(request.buffer(), request.fromTag());
        field(request.buffer(), request.callId());
        field(request.buffer(), request.topVia().span());
        if (method == Method.EXTENSION) {
            field(request.buffer(), request.methodSpan());
        }
        finish();
    }

    /**
     * A tag for To, a function of the request. Not cut from the key above, whose bits are places in
     * the table and nobody's business.
     */
    long tag(final SipMessage request) {
        hash.reset().update((byte) TAG);
        field(request.buffer(), request.callId());
        field(request.buffer(), request.fromTag());
        field(request.buffer(), request.topVia().branch());
        return hash.finish().low();
    }

    private void field(final DirectBuffer buffer, final long span) {
        hash.update((long) Span.length(span)).update(buffer, span);
    }

    private static long head(
            final int kind,
            final Method method,
            final int port,
            final int hostLength,
            final int branchLength) {
        return kind
                | (long) method.ordinal() << 8
                | (long) port << 16
                | (long) (hostLength & 0xFFFF) << 32
                | (long) branchLength << 48;
    }

    private void finish() {
        hash.finish();
        high = hash.high();
        low = hash.low();
        if ((high | low) == 0) {
            low = 1;
        }
    }
}
