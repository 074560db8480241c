// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.HopRequestWriter;
import io.strowger.sip.message.ResponseWriter;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipWriter;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The messages that the layer writes itself: 100, 503 and the ACK for a failure. Each stands in one
 * buffer until the next one is written. One thread.
 */
final class OwnMessages {
    private static final byte[] TRYING = "Trying".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UNAVAILABLE =
            "Service Unavailable".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RETRY_AFTER = "Retry-After: ".getBytes(StandardCharsets.US_ASCII);

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[MessageArena.MAX_LENGTH]);
    private final SipWriter writer = new SipWriter();
    private final ResponseWriter responses = new ResponseWriter();
    private final HopRequestWriter requests = new HopRequestWriter();
    private final int retryAfterSeconds;

    OwnMessages(final int retryAfterSeconds) {
        this.retryAfterSeconds = retryAfterSeconds;
    }

    DirectBuffer buffer() {
        return buffer;
    }

    /** Length of the 100, 0 when it does not fit. */
    int trying(final SipMessage request, final Flow flow) {
        writer.wrap(buffer, 0, buffer.capacity());
        responses.begin(request, flow, 100, TRYING, 0, writer);
        responses.end(writer);
        return length();
    }

    /** Length of the 503, 0 when it does not fit. */
    int unavailable(final SipMessage request, final Flow flow, final long tag) {
        writer.wrap(buffer, 0, buffer.capacity());
        responses.begin(request, flow, 503, UNAVAILABLE, tag, writer);
        writer.put(RETRY_AFTER).putDecimal(retryAfterSeconds).crlf();
        responses.end(writer);
        return length();
    }

    /** Length of the ACK, 0 when it does not fit. */
    int ack(final SipMessage invite, final SipMessage response) {
        writer.wrap(buffer, 0, buffer.capacity());
        requests.writeAck(invite, response, writer);
        return length();
    }

    private int length() {
        return writer.overflowed() ? 0 : writer.length();
    }
}
