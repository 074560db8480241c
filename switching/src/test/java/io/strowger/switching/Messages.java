// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.message.Malformation;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/** SIP messages as they come off the wire, and what a switch reads of them. */
final class Messages {
    static final KeyedHash HASH = new KeyedHash(11, 12);

    private Messages() {}

    /** A request that begins something. */
    static String request(final String method, final String callId, final String branch) {
        return request(method, callId, branch, "");
    }

    /** A request within a dialog. */
    static String inDialog(final String method, final String callId, final String branch) {
        return request(method, callId, branch, ";tag=callee");
    }

    private static String request(
            final String method, final String callId, final String branch, final String toTag) {
        return method
                + " sip:bob@example.org SIP/2.0\r\n"
                + "Via: SIP/2.0/UDP Phone.example.org:5070;branch="
                + branch
                + "\r\nMax-Forwards: 70\r\nFrom: <sip:alice@example.org>;tag=caller\r\n"
                + "To: <sip:bob@example.org>"
                + toTag
                + "\r\nCall-ID: "
                + callId
                + "\r\nCSeq: 1 "
                + method
                + "\r\nContent-Length: 0\r\n\r\n";
    }

    /** A response as it leaves for, or comes from, who sent the request. */
    static String response(
            final int status, final String method, final String callId, final String branch) {
        return "SIP/2.0 "
                + status
                + " Any\r\n"
                + "Via: SIP/2.0/UDP phone.example.org:5070;received=192.0.2.1;branch="
                + branch
                + "\r\nFrom: <sip:alice@example.org>;tag=caller\r\n"
                + "To: <sip:bob@example.org>;tag=callee\r\nCall-ID: "
                + callId
                + "\r\nCSeq: 1 "
                + method
                + "\r\nContent-Length: 0\r\n\r\n";
    }

    static UnsafeBuffer bytes(final String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }

    static SwitchedMessage read(final String text) {
        final var message = new SwitchedMessage(HASH.copy());
        readInto(message, text);
        return message;
    }

    static Malformation readInto(final SwitchedMessage message, final String text) {
        final UnsafeBuffer bytes = bytes(text);
        return message.read(bytes, 0, bytes.capacity());
    }

    static String branch(final long number) {
        return "z9hG4bK-" + number;
    }
}
