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
 * The branch of a forwarded request: {@code z9hG4bKs<identity>.<loop>}, both parts 64 bits of a hash
 * under the cluster's key.
 *
 * <p>The identity is a pure function of the request received and the target (in the manner of RFC
 * 3261 §16.11): a second node that is handed the same request makes the same branch, the next hop
 * sees a retransmission, and CANCEL and the ACK of a failure find the branch of their INVITE. The
 * loop part covers what routing looks at (RFC 5393 §4.2.1), so that a request that comes back
 * unchanged is told from one that comes back for another target.
 */
final class BranchParameter {
    private static final byte[] PREFIX = "z9hG4bKs".getBytes(StandardCharsets.US_ASCII);
    private static final int HEX_DIGITS = 16;
    private static final int LENGTH = PREFIX.length + 2 * HEX_DIGITS + 1;

    private final KeyedHash hash;
    private final ValueCursor vias = new ValueCursor();
    private final ViaView via = new ViaView();

    BranchParameter(final KeyedHash hash) {
        this.hash = hash.copy();
    }

    /** Which of the targets of which request: the same for INVITE, its CANCEL and its hop ACK. */
    long identity(
            final SipMessage request,
            final DirectBuffer targetBuffer,
            final int targetOffset,
            final int targetLength) {
        final DirectBuffer buffer = request.buffer();
        final ViaView top = request.topVia();
        hash.reset().update(buffer, top.branch()).update((byte) 0);
        hash.update(buffer, top.host()).update((byte) 0);
        hash.update(buffer, request.callId()).update((byte) 0);
        hash.update(buffer, request.fromTag()).update((byte) 0);
        hash.update(request.cseqNumber() << 16 | top.port());
        return hash.update(targetBuffer, targetOffset, targetLength).finish().high();
    }

    /** What routing decides by, without what every hop changes. */
    long loop(final SipMessage request) {
        final DirectBuffer buffer = request.buffer();
        hash.reset().update(buffer, request.requestUri()).update((byte) 0);
        hash.update(buffer, request.callId()).update((byte) 0);
        hash.update(buffer, request.fromTag()).update((byte) 0);
        hash.update(buffer, request.toTag()).update((byte) 0);
        hash.update(request.cseqNumber());
        for (int header = request.first(HeaderName.ROUTE);
                header >= 0;
                header = request.next(header)) {
            hash.update(buffer, request.value(header)).update((byte) 0);
        }
        return hash.finish().low();
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
                && message.buffer().getByte(Span.end(branch) - HEX_DIGITS - 1) == '.';
    }

    private static long loopOf(final SipMessage message, final long branch) {
        long value = 0;
        for (int at = Span.end(branch) - HEX_DIGITS; at < Span.end(branch); at++) {
            value = value << 4 | (Character.digit(message.buffer().getByte(at), 16) & 15);
        }
        return value;
    }

    static void write(final long identity, final long loop, final SipWriter target) {
        target.put(PREFIX).putHex(identity).put('.').putHex(loop);
    }
}
