// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.Span;
import org.agrona.concurrent.UnsafeBuffer;

/** One message whose branch ends in sixteen digits that can be changed in place, a million times. */
final class Template {
    static final String BRANCH = Wire.COOKIE + "0000000000000000";
    private static final byte[] DIGITS =
            "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final SipMessage message = new SipMessage();
    private final UnsafeBuffer buffer;
    private final int branchStart;

    Template(final String text) {
        buffer = Wire.bytes(text);
        branchStart = text.indexOf(BRANCH);
        assertThat(branchStart).isPositive();
        assertThat(message.parse(buffer, 0, buffer.capacity())).isEqualTo(Malformation.NONE);
    }

    static Template request(final String method) {
        return new Template(Wire.request(method, BRANCH));
    }

    static Template response(final int statusCode, final String method) {
        return new Template(Wire.response(statusCode, method, BRANCH));
    }

    /** Makes it the message number n, without parsing it. */
    Template number(final long n) {
        int at = branchStart + Wire.COOKIE.length();
        for (int shift = 60; shift >= 0; shift -= 4) {
            buffer.putByte(at++, DIGITS[(int) (n >>> shift) & 15]);
        }
        return this;
    }

    /** The message number n. */
    SipMessage parsed(final long n) {
        number(n);
        message.parse(buffer, 0, buffer.capacity());
        return message;
    }

    UnsafeBuffer buffer() {
        return buffer;
    }

    int length() {
        return buffer.capacity();
    }

    long branch() {
        return Span.of(branchStart, branchStart + BRANCH.length());
    }

    /** The number that a message made from a template has. */
    static long numberOf(final SipMessage message) {
        long n = 0;
        final int end = Span.end(message.topVia().branch());
        for (int at = end - 16; at < end; at++) {
            n = n << 4 | Character.digit(message.buffer().getByte(at), 16);
        }
        return n;
    }
}
