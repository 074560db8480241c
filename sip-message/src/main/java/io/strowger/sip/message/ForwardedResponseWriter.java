// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

/** A response on its way back: the same bytes without the topmost Via (RFC 3261 §16.7 step 3). */
public final class ForwardedResponseWriter {
    private final ValueCursor vias = new ValueCursor();

    /** Whether a Via is left after ours: without one the response was meant for us. */
    public boolean hasNextVia(final SipMessage response) {
        vias.reset(response, HeaderName.VIA);
        final boolean hasOurs = vias.next();
        final boolean hasNext = vias.next();
        return hasOurs && hasNext;
    }

    /** Points {@code view} at the Via below ours; false when there is none or it is damaged. */
    public boolean nextVia(final SipMessage response, final ViaView view) {
        return hasNextVia(response)
                && view.wrap(response.buffer(), vias.span()) == Malformation.NONE;
    }

    /**
     * Copies a response that has a Via without its topmost one.
     *
     * @param toStream whether it goes by a stream, where it needs a Content-Length (§20.14)
     */
    public void write(final SipMessage response, final boolean toStream, final SipWriter target) {
        vias.reset(response, HeaderName.VIA);
        vias.next();
        final int header = vias.header();
        int cutFrom = response.lineStart(header);
        int cutTo = response.lineEnd(header);
        if (vias.hasMoreInHeader()) {
            cutFrom = Span.start(vias.span());
            cutTo = vias.restStart();
        }
        target.put(response.buffer(), response.start(), cutFrom - response.start());
        if (toStream && response.first(HeaderName.CONTENT_LENGTH) < 0) {
            final int headersEnd = response.bodyStart() - 2;
            target.put(response.buffer(), cutTo, headersEnd - cutTo);
            target.name(HeaderName.CONTENT_LENGTH)
                    .putDecimal(response.bodyEnd() - response.bodyStart())
                    .crlf();
            cutTo = headersEnd;
        }
        target.put(response.buffer(), cutTo, response.bodyEnd() - cutTo);
    }
}
