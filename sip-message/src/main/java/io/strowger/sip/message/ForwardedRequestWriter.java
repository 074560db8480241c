// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import java.nio.charset.StandardCharsets;

/**
 * The copy of RFC 3261 §16.6: our Via on top, the sender's Via stamped, Max-Forwards one less, our
 * Record-Route, Route as decided; all else as it came. {@link #begin} takes the request, the setters
 * say what changes, {@link #write} makes the bytes; begin once for each branch.
 */
public final class ForwardedRequestWriter {
    /** Max-Forwards where the request has none (§16.6 step 3). */
    private static final int INITIAL_MAX_FORWARDS = 70;

    private static final byte[] VIA = "Via: SIP/2.0/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BRANCH = ";branch=".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RPORT = ";rport".getBytes(StandardCharsets.US_ASCII);

    private final MessageEdits edits = new MessageEdits();
    private final ValueCursor routes = new ValueCursor();
    private int topRoutes;
    private boolean lastRoute;

    /**
     * Starts over with a request that came from {@code flow}. One whose Max-Forwards is 0 is not
     * forwarded at all (§16.3 step 3); that is for the caller to see.
     */
    public void begin(final SipMessage request, final Flow flow) {
        edits.reset();
        topRoutes = 0;
        lastRoute = false;
        if (ReceivedStamp.isNeeded(request, flow)) {
            final long via = request.topVia().span();
            ReceivedStamp.write(request, flow, edits.replace(Span.start(via), Span.end(via)));
        }
        final int header = request.first(HeaderName.MAX_FORWARDS);
        if (header < 0) {
            // Below the topmost Via, so that ours comes to stand on top of everything.
            edits.insert(request.lineEnd(request.first(HeaderName.VIA)))
                    .name(HeaderName.MAX_FORWARDS)
                    .putDecimal(INITIAL_MAX_FORWARDS)
                    .crlf();
        } else {
            final long value = request.value(header);
            edits.replace(Span.start(value), Span.end(value))
                    .putDecimal(Math.max(0L, request.maxForwards() - 1L));
        }
    }

    /**
     * Our Via (§16.6 step 8): {@code sentBy} in ASCII; the branch is appended by the caller to the
     * writer given back, and {@link #endVia} closes the line.
     */
    public SipWriter beginVia(
            final SipMessage request, final TransportProtocol protocol, final byte[] sentBy) {
        return edits.insert(request.headersStart())
                .put(VIA)
                .put(protocol.upperCase())
                .put(' ')
                .put(sentBy)
                .put(BRANCH);
    }

    /** Closes the Via; over UDP it asks for the answer at the port we send from (RFC 3581 §3). */
    public void endVia(final SipWriter via, final TransportProtocol protocol) {
        if (!protocol.isReliable()) {
            via.put(RPORT);
        }
        via.crlf();
    }

    /** A line that goes above all headers of the request, after our Via: name and value by caller. */
    public SipWriter insertAtTop(final SipMessage request) {
        return edits.insert(request.headersStart());
    }

    /** A line that goes below all headers of the request. */
    public SipWriter insertAfterHeaders(final SipMessage request) {
        return edits.insert(request.bodyStart() - 2);
    }

    /** A new Request-URI (§16.6 step 2): appended by the caller to the writer given back. */
    public SipWriter replaceRequestUri(final SipMessage request) {
        final long uri = request.requestUri();
        return edits.replace(Span.start(uri), Span.end(uri));
    }

    /** Replaces the value of one header. */
    public SipWriter replaceValue(final SipMessage request, final int header) {
        final long value = request.value(header);
        return edits.replace(Span.start(value), Span.end(value));
    }

    /** Takes out a whole header with its name. */
    public void deleteHeader(final SipMessage request, final int header) {
        edits.delete(request.lineStart(header), request.lineEnd(header));
    }

    /** Takes out the first {@code values} values of Route (§16.4, §16.6 step 6), further ones if called again. */
    public void deleteTopRoutes(final SipMessage request, final int values) {
        topRoutes += values;
    }

    /** Takes out the last Route value (§16.4: repair after a strict router). */
    public void deleteLastRoute(final SipMessage request) {
        lastRoute = true;
    }

    /** A Route header below all others (§16.6 step 6: where the next hop is a strict router). */
    public SipWriter appendRoute(final SipMessage request) {
        int last = request.first(HeaderName.VIA);
        for (int header = request.first(HeaderName.ROUTE);
                header >= 0;
                header = request.next(header)) {
            last = header;
        }
        return edits.insert(request.lineEnd(last)).name(HeaderName.ROUTE);
    }

    /** The message with all changes; false when it is larger than the target or the edit limits. */
    public boolean write(final SipMessage request, final SipWriter target) {
        if (topRoutes > 0 || lastRoute) {
            deleteRoutes(request);
        }
        edits.apply(request.buffer(), request.start(), request.bodyEnd(), target);
        return !edits.overflowed() && !target.overflowed();
    }

    /** Cuts header by header: all of it, or what stands before and after the values that stay. */
    private void deleteRoutes(final SipMessage request) {
        final int total = countRoutes(request);
        final int keepFrom = topRoutes;
        final int keepTo = lastRoute ? total - 1 : total;
        routes.reset(request, HeaderName.ROUTE);
        int value = 0;
        int header = -1;
        int keptStart = -1;
        int keptEnd = -1;
        while (routes.next()) {
            if (routes.header() != header) {
                cutAround(request, header, keptStart, keptEnd);
                header = routes.header();
                keptStart = -1;
            }
            if (value >= keepFrom && value < keepTo) {
                keptStart = keptStart < 0 ? Span.start(routes.span()) : keptStart;
                keptEnd = Span.end(routes.span());
            }
            value++;
        }
        cutAround(request, header, keptStart, keptEnd);
        topRoutes = 0;
        lastRoute = false;
    }

    private void cutAround(
            final SipMessage request, final int header, final int keptStart, final int keptEnd) {
        if (header >= 0 && keptStart < 0) {
            deleteHeader(request, header);
        } else if (header >= 0) {
            final long value = request.value(header);
            cut(Span.start(value), keptStart);
            cut(keptEnd, Span.end(value));
        }
    }

    private void cut(final int from, final int to) {
        if (to > from) {
            edits.delete(from, to);
        }
    }

    private int countRoutes(final SipMessage request) {
        routes.reset(request, HeaderName.ROUTE);
        int total = 0;
        while (routes.next()) {
            total++;
        }
        return total;
    }
}
