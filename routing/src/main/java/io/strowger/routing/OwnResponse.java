// SPDX-License-Identifier: Apache-2.0
package io.strowger.routing;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.message.ResponseWriter;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipWriter;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Composes a response of our own to a request: {@link #begin}, further headers on the writer, {@link
 * #end}. The tag in To is a keyed hash of the request, so each node of the cluster answers the same
 * request with the same tag, and no state is kept (RFC 3261 §8.2.7). One buffer, used again by the
 * next response; one thread.
 */
public final class OwnResponse {
    private static final byte[] LABEL = "tag".getBytes(StandardCharsets.US_ASCII);

    private final KeyedHash hash;
    private final ResponseWriter responses = new ResponseWriter();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[SipMessage.MAX_LENGTH]);
    private final SipWriter writer = new SipWriter();
    private int statusCode;

    /**
     * @param key the hash under the cluster's branch key; not used by anybody else meanwhile
     */
    public OwnResponse(final KeyedHash key) {
        hash = key;
    }

    /**
     * Starts a response with the usual reason phrase.
     *
     * @param flow where the request came from
     * @return for further headers, each with its CRLF
     */
    public SipWriter begin(final SipMessage request, final Flow flow, final int status) {
        return begin(request, flow, status, ReasonPhrase.of(status));
    }

    /** Starts a response with a reason phrase that says more. */
    public SipWriter begin(
            final SipMessage request, final Flow flow, final int status, final byte[] reason) {
        statusCode = status;
        writer.wrap(buffer, 0, buffer.capacity());
        responses.begin(request, flow, status, reason, tag(request), writer);
        return writer;
    }

    /** Ends it without a body; false when it does not fit into a message and must not be sent. */
    public boolean end() {
        responses.end(writer);
        return !writer.overflowed();
    }

    /** The tag that we put into To of responses to this request. */
    public long tag(final SipMessage request) {
        hash.reset()
                .update(LABEL)
                .update(request.buffer(), request.callId())
                .update(request.buffer(), request.fromTag())
                .update(request.cseqNumber())
                .finish();
        return hash.low();
    }

    public int statusCode() {
        return statusCode;
    }

    public DirectBuffer buffer() {
        return buffer;
    }

    public int offset() {
        return writer.offset();
    }

    public int length() {
        return writer.length();
    }
}
