// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads everything that can be read from a parsed message and writes everything that can be written
 * from it. Fails when a slice leaves the message; otherwise gives what it saw, to compare.
 */
final class MessageWalk {
    private static final byte[][] PARAMETERS = {
        ascii("tag"), ascii("branch"), ascii("lr"), ascii("expires"), ascii("q"), ascii("transport")
    };
    private static final Flow[] FLOWS = {
        TestMessages.flow(TransportProtocol.UDP, "192.0.2.7", 5062),
        TestMessages.flow(TransportProtocol.TCP, "2001:db8::7", 5062)
    };

    private final ViaView via = new ViaView();
    private final NameAddrView address = new NameAddrView();
    private final SipUriView uri = new SipUriView();
    private final ValueCursor cursor = new ValueCursor();
    private final ForwardedRequestWriter forwardedRequest = new ForwardedRequestWriter();
    private final ForwardedResponseWriter forwardedResponse = new ForwardedResponseWriter();
    private final ResponseWriter response = new ResponseWriter();
    private final HopRequestWriter hopRequest = new HopRequestWriter();
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[2 * SipMessage.MAX_LENGTH]);
    private final SipWriter writer = new SipWriter();
    private final List<String> seen = new ArrayList<>();
    private SipMessage message = new SipMessage();

    /** Parses the range, reads all, and where it is sound writes all. */
    List<String> over(
            final SipMessage subject,
            final UnsafeBuffer buffer,
            final int offset,
            final int length) {
        message = subject;
        seen.clear();
        final Malformation outcome = message.parse(buffer, offset, length);
        seen.add(outcome.name());
        startLine();
        mandatory();
        for (int header = 0; header < message.headerCount(); header++) {
            header(header);
        }
        for (final HeaderName name : HeaderName.values()) {
            values(name);
        }
        answer();
        if (outcome == Malformation.NONE) {
            write();
        }
        return seen;
    }

    private void startLine() {
        number(message.start() - message.offset());
        number(message.method().ordinal());
        number(message.statusCode());
        span(message.methodSpan());
        span(message.requestUri());
        span(message.reasonPhrase());
        if (message.isRequest() && message.requestUri() != Span.NONE) {
            uri(message.requestUri());
        }
    }

    private void mandatory() {
        number(message.cseqNumber());
        number(message.cseqMethod().ordinal());
        number(message.maxForwards());
        number(message.expires());
        number(message.bodyLength());
        span(message.cseqMethodSpan());
        span(message.callId());
        span(message.fromTag());
        span(message.toTag());
        if (message.first(HeaderName.VIA) >= 0) {
            via(message.topVia());
            inside(message.bodyStart(), message.bodyEnd());
        }
    }

    private void header(final int header) {
        inside(message.lineStart(header), message.lineEnd(header));
        span(message.nameSpan(header));
        span(message.value(header));
        number(message.name(header).ordinal());
        number(message.next(header));
        number(message.seconds(message.value(header)));
    }

    private void values(final HeaderName name) {
        number(message.count(name));
        cursor.reset(message, name);
        while (cursor.next()) {
            final long span = cursor.span();
            span(span);
            number(cursor.header());
            inside(Span.end(span), cursor.restStart());
            via.wrap(message.buffer(), span);
            via(via);
            seen.add(address.wrap(message.buffer(), span).name());
            span(address.displayName());
            span(address.tag());
            span(address.parameters());
            for (final byte[] parameter : PARAMETERS) {
                span(address.parameter(parameter));
            }
            if (address.uri() != Span.NONE) {
                uri(address.uri());
            }
        }
    }

    private void via(final ViaView view) {
        span(view.host());
        span(view.branch());
        span(view.rport());
        span(view.received());
        number(view.portOrDefault());
        seen.add(view.protocol() + " " + view.isWellFormed() + " " + view.hasMagicCookie());
        for (final byte[] parameter : PARAMETERS) {
            span(view.parameter(parameter));
        }
    }

    private void uri(final long of) {
        seen.add(uri.wrap(message.buffer(), of).name());
        span(uri.user());
        span(uri.host());
        span(uri.parameters());
        span(uri.headers());
        number(uri.port());
        for (final byte[] parameter : PARAMETERS) {
            span(uri.parameter(parameter));
        }
    }

    /** A defect is answered from what there is. */
    private void answer() {
        for (final Flow flow : FLOWS) {
            writer.wrap(scratch, 0, scratch.capacity());
            response.begin(message, flow, 400, ascii("Bad Request"), 7, writer);
            response.end(writer);
            written();
        }
    }

    private void write() {
        for (final Flow flow : FLOWS) {
            writer.wrap(scratch, 0, scratch.capacity());
            if (message.isRequest()) {
                forward(flow);
            } else if (forwardedResponse.hasNextVia(message)) {
                forwardedResponse.nextVia(message, via);
                via(via);
                forwardedResponse.write(message, false, writer);
            }
            written();
        }
        if (message.isRequest()) {
            writer.wrap(scratch, 0, scratch.capacity());
            hopRequest.writeCancel(message, writer);
            hopRequest.writeAck(message, message, writer);
            written();
        }
    }

    private void forward(final Flow flow) {
        forwardedRequest.begin(message, flow);
        final TransportProtocol protocol = flow.protocol();
        final SipWriter via = forwardedRequest.beginVia(message, protocol, flow.local().sentBy());
        forwardedRequest.endVia(via.put("z9hG4bKx"), protocol);
        forwardedRequest
                .insertAtTop(message)
                .name(HeaderName.RECORD_ROUTE)
                .put("<sip:a;lr>")
                .crlf();
        forwardedRequest.deleteTopRoutes(message, 1);
        forwardedRequest.deleteLastRoute(message);
        forwardedRequest.appendRoute(message).put("<sip:b;lr>").crlf();
        forwardedRequest.replaceRequestUri(message).put("sip:c@d");
        seen.add("forwarded " + forwardedRequest.write(message, writer));
    }

    private void written() {
        final byte[] bytes = new byte[writer.length()];
        scratch.getBytes(0, bytes);
        seen.add(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    private void number(final long value) {
        seen.add(Long.toString(value));
    }

    /** Text rather than position, so that the same message elsewhere gives the same. */
    private void span(final long span) {
        if (span == Span.NONE || span == Span.EMPTY) {
            seen.add(Long.toString(span));
        } else {
            inside(Span.start(span), Span.end(span));
            seen.add(message.string(span));
        }
    }

    private void inside(final int from, final int to) {
        final int start = message.offset();
        if (from < start || to < from || to > start + message.length()) {
            throw new AssertionError(
                    "[" + from + ", " + to + ") outside of the message at " + start);
        }
    }

    private static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
