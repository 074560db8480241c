// SPDX-License-Identifier: Apache-2.0
package io.strowger.proxy;

import io.strowger.sip.message.HeaderName;
import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipWriter;
import io.strowger.sip.message.Span;
import io.strowger.sip.message.ValueCursor;
import io.strowger.sip.message.ViaView;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/**
 * The branch of a forwarded request: {@code z9hG4bKs<identity>.<loop><proof>}, 64, 32 and 32 bits of
 * hashes under the cluster's key.
 *
 * <p>The identity is a pure function of the request received and the target (in the manner of RFC
 * 3261 §16.11): a second node that is handed the same request makes the same branch, the next hop
 * sees a retransmission, and CANCEL and the ACK of a failure find the branch of their INVITE. The
 * loop part covers what routing looks at (RFC 5393 §4.2.1), so that a request that comes back
 * unchanged is told from one that comes back for another target. The proof binds the identity to the
 * Via below and the call: a node that has no transaction for a response sees from it that the cluster
 * did forward the request for this previous hop, and relays nothing for anybody else (RFC 6026).
 */
final class BranchParameter {
    private static final byte[] PREFIX = "z9hG4bKs".getBytes(StandardCharsets.US_ASCII);
    private static final int IDENTITY_DIGITS = 16;
    private static final int LOOP_DIGITS = 8;
    private static final int PROOF_DIGITS = 8;
    private static final int LENGTH =
            PREFIX.length + IDENTITY_DIGITS + 1 + LOOP_DIGITS + PROOF_DIGITS;
    private static final long LOW_32_BITS = 0xFFFF_FFFFL;

    private final KeyedHash hash;
    private final ValueCursor vias = new ValueCursor();
    private final ViaView via = new ViaView();
    private long callHigh;
    private long callLow;

    BranchParameter(final KeyedHash hash) {
        this.hash = hash.copy();
    }

    /**
     * Which of the targets of which request: the same for INVITE, its CANCEL and its hop ACK.
     *
     * @param occurrence how many targets before this one have the same URI: they may be different
     *     phones behind different routers
     */
    long identity(
            final SipMessage request,
            final DirectBuffer targetBuffer,
            final long target,
            final int occurrence) {
        hashCall(request, request.topVia());
        hash.reset().update(callHigh).update(callLow).update((long) occurrence);
        return hash.update(targetBuffer, target).finish().high();
    }

    /** Proof for an identity of the request that {@link #identity} was asked about last. */
    long proof(final long identity) {
        return hash.reset().update(callHigh).update(callLow).update(identity).finish().low()
                & LOW_32_BITS;
    }

    private void hashCall(final SipMessage message, final ViaView previous) {
        final DirectBuffer buffer = message.buffer();
        hash.reset().update(buffer, previous.branch()).update((byte) 0);
        hash.update(buffer, previous.host()).update((byte) 0);
        hash.update(buffer, message.callId()).update((byte) 0);
        hash.update(buffer, message.fromTag()).update((byte) 0);
        hash.update(message.cseqNumber() << 16 | previous.port()).finish();
        callHigh = hash.high();
        callLow = hash.low();
    }

    /**
     * Whether the topmost branch of a response is one that the cluster has made.
     *
     * @param previous the Via below the topmost
     */
    boolean isProven(final SipMessage response, final ViaView previous) {
        final long branch = response.topVia().branch();
        if (!isOurs(response, branch)) {
            return false;
        }
        final int from = Span.start(branch) + PREFIX.length;
        final long identity = number(response, from, from + IDENTITY_DIGITS);
        hashCall(response, previous);
        return number(response, Span.end(branch) - PROOF_DIGITS, Span.end(branch))
                == proof(identity);
    }

    /**
     * What routing decides by, without what every hop changes; and without the To tag, which the ACK
     * of a failure has and its INVITE has not.
     */
    long loop(final SipMessage request) {
        final DirectBuffer buffer = request.buffer();
        hash.reset().update(buffer, request.requestUri()).update((byte) 0);
        hash.update(buffer, request.callId()).update((byte) 0);
        hash.update(buffer, request.fromTag()).update((byte) 0);
        hash.update(request.cseqNumber());
        for (int header = request.first(HeaderName.ROUTE);
                header >= 0;
                header = request.next(header)) {
            hash.update(buffer, request.value(header)).update((byte) 0);
        }
        return hash.finish().low() & LOW_32_BITS;
    }

    /** Whether one of the Via values is ours with the same loop part (RFC 3261 §16.3 step 4). */
    boolean isLooped(final SipMessage request, final long loop) {
        vias.reset(request, HeaderName.VIA);
        while (vias.next()) {
            via.wrap(request.buffer(), vias.span());
            final long branch = via.branch();
            if (isOurs(request, branch) && loopOf(request, branch) == loop) {
                return true;
            }
        }
        return false;
    }

    /** Whether the branch has the form of ours; who else may have made it does not matter. */
    static boolean isOurs(final SipMessage message, final long branch) {
        return Span.length(branch) == LENGTH
                && message.equals(
                        Span.of(Span.start(branch), Span.start(branch) + PREFIX.length), PREFIX)
                && message.buffer().getByte(Span.start(branch) + PREFIX.length + IDENTITY_DIGITS)
                        == '.';
    }

    private static long loopOf(final SipMessage message, final long branch) {
        final int end = Span.end(branch) - PROOF_DIGITS;
        return number(message, end - LOOP_DIGITS, end);
    }

    private static long number(final SipMessage message, final int from, final int to) {
        long value = 0;
        for (int at = from; at < to; at++) {
            value = value << 4 | (Character.digit(message.buffer().getByte(at), 16) & 15);
        }
        return value;
    }

    static void write(
            final long identity, final long loop, final long proof, final SipWriter target) {
        target.put(PREFIX).putHex(identity).put('.').putHex(loop << 32 | proof);
    }
}
