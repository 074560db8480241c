// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/**
 * Writes URIs where a Request-URI stands: without what RFC 3261 §19.1.1 does not allow there, which a
 * Contact may have (§16.6 step 2). Reusable, one thread.
 */
public final class RequestUriWriter {
    private static final byte[] METHOD = "method".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MADDR = "maddr".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRANSPORT = "transport".getBytes(StandardCharsets.US_ASCII);

    private final SipUriView uri = new SipUriView();

    /** Copies a URI without its method parameter and headers; one that is no SIP URI as it is. */
    public void write(final DirectBuffer buffer, final long span, final SipWriter target) {
        if (mayHaveExcess(buffer, span)
                && uri.wrap(buffer, span) == Malformation.NONE
                && uri.isSipOrSips()) {
            target.put(buffer, Span.of(Span.start(span), Span.start(uri.parameters())));
            putParameters(buffer, false, target);
        } else {
            target.put(buffer, span);
        }
    }

    /**
     * Copies a URI whose maddr has led here: without maddr, transport and port it leads on to its host
     * (§16.4).
     */
    public void writeBeyond(
            final DirectBuffer buffer, final SipUriView here, final SipWriter target) {
        final long span = here.span();
        if (uri.wrap(buffer, span) == Malformation.NONE) {
            target.put(buffer, Span.of(Span.start(span), Span.end(uri.host())));
            putParameters(buffer, true, target);
        }
    }

    /** A question mark or something like {@code ;me}: rare, and not always what it seems. */
    private static boolean mayHaveExcess(final DirectBuffer buffer, final long span) {
        final int end = Span.end(span);
        for (int at = Span.start(span); at < end; at++) {
            final byte b = buffer.getByte(at);
            if (b == '?'
                    || (b == ';'
                            && at + 2 < end
                            && (buffer.getByte(at + 1) | 32) == 'm'
                            && (buffer.getByte(at + 2) | 32) == 'e')) {
                return true;
            }
        }
        return false;
    }

    private void putParameters(
            final DirectBuffer buffer, final boolean beyond, final SipWriter target) {
        final int end = Span.end(uri.parameters());
        int at = Span.start(uri.parameters());
        while (at < end) {
            final int next = Parameters.next(buffer, at, end);
            final boolean excess =
                    Parameters.isNamed(buffer, at, next, METHOD)
                            || (beyond
                                    && (Parameters.isNamed(buffer, at, next, MADDR)
                                            || Parameters.isNamed(buffer, at, next, TRANSPORT)));
            if (!excess) {
                target.put(buffer, Span.of(at, next));
            }
            at = next;
        }
    }
}
