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

    /** Starts over with a request that came from {@code flow}. */
    public void begin(final SipMessage request, final Flow flow) {
        edits.reset();
        if (ReceivedStamp.isNeeded(request, flow)) {
            final long via = request.topVia().span();
            ReceivedStamp.write(request, flow, edits.replace(Span.start(via), Span.end(via)));
        }
        final int header = request.first(HeaderName.MAX_FORWARDS);
        if (header < 0) {
            edits.insert(request.headersStart())
                    .name(HeaderName.MAX_FORWARDS)
                    .putDecimal(INITIAL_MAX_FORWARDS)
                    .crlf();
        } else {
            final long value = request.value(header);
            edits.replace(Span.start(value), Span.end(value))
                    .putDecimal(request.maxForwards() - 1L);
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

    /** Takes out the first {@code values} values of Route (§16.4, §16.6 step 6). */
    public void deleteTopRoutes(final SipMessage request, final int values) {
        routes.reset(request, HeaderName.ROUTE);
        int left = values;
        int header = -1;
        int cutFrom = 0;
        while (left > 0 && routes.next()) {
            if (routes.header() != header) {
                header = routes.header();
                cutFrom = Span.start(routes.span());
            }
            left--;
            if (!routes.hasMoreInHeader()) {
                deleteHeader(request, header);
                header = -1;
            }
        }
        if (header >= 0) {
            final int to =
                    Scan.skipSpace(
                            request.buffer(), routes.restStart(), Span.end(request.value(header)));
            edits.delete(cutFrom, to);
        }
    }

    /** Takes out the last Route value (§16.4: repair after a strict router). */
    public void deleteLastRoute(final SipMessage request) {
        routes.reset(request, HeaderName.ROUTE);
        int header = -1;
        int previousEnd = -1;
        int lastHeader = -1;
        int cutFrom = -1;
        int cutTo = -1;
        while (routes.next()) {
            header = routes.header();
            cutFrom = header == lastHeader ? previousEnd : -1;
            cutTo = Span.end(routes.span());
            previousEnd = cutTo;
            lastHeader = header;
        }
        if (header >= 0) {
            if (cutFrom < 0) {
                deleteHeader(request, header);
            } else {
                edits.delete(cutFrom, cutTo);
            }
        }
    }

    /** The message with all changes; false when it is larger than the target or the edit limits. */
    public boolean write(final SipMessage request, final SipWriter target) {
        edits.apply(request.buffer(), request.offset(), request.bodyEnd(), target);
        return !edits.overflowed() && !target.overflowed();
    }
}
