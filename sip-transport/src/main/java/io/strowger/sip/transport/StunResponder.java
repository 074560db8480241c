// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.strowger.sip.message.IpAddress;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The server side of the STUN keep-alive on the SIP port (RFC 5626 §3.5.2, §8; RFC 5389): a binding
 * request is answered with the address that we see, which keeps the NAT binding open and shows the
 * phone when it changed. No authentication, no other method.
 */
final class StunResponder {
    static final int HEADER_BYTES = 20;

    private static final int MAGIC_COOKIE = 0x2112A442;
    private static final int BINDING_REQUEST = 0x0001;
    private static final int BINDING_SUCCESS = 0x0101;
    private static final int BINDING_ERROR = 0x0111;
    private static final int XOR_MAPPED_ADDRESS = 0x0020;
    private static final int ERROR_CODE = 0x0009;
    private static final int UNKNOWN_ATTRIBUTES = 0x000A;
    private static final int FIRST_OPTIONAL_ATTRIBUTE = 0x8000;
    private static final int UNKNOWN_ATTRIBUTE_420 = 0x0414;

    private final UnsafeBuffer response = new UnsafeBuffer(new byte[64]);

    /** Whether the first byte belongs to STUN; no SIP message begins so (RFC 5389 §8). */
    static boolean isStun(final byte first) {
        return (first & 0xFC) == 0;
    }

    MutableDirectBuffer response() {
        return response;
    }

    /**
     * Answers a binding request.
     *
     * @return bytes of {@link #response()} to send, 0 = the datagram deserves no answer
     */
    int respond(
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final long addressHigh,
            final long addressLow,
            final int port) {
        if (length < HEADER_BYTES
                || unsigned(buffer, offset) != BINDING_REQUEST
                || buffer.getInt(offset + 4, BIG_ENDIAN) != MAGIC_COOKIE
                || unsigned(buffer, offset + 2) != length - HEADER_BYTES) {
            return 0;
        }
        response.putInt(4, MAGIC_COOKIE, BIG_ENDIAN);
        response.putBytes(8, buffer, offset + 8, 12);
        final int unknown = requiredAttribute(buffer, offset + HEADER_BYTES, offset + length);
        return switch (unknown) {
            case -1 -> 0;
            case 0 -> success(addressHigh, addressLow, port);
            default -> refusal(unknown);
        };
    }

    /** The first attribute that we would have to understand, 0 = none, -1 = malformed. */
    private static int requiredAttribute(
            final DirectBuffer buffer, final int start, final int end) {
        int at = start;
        while (at < end) {
            if (end - at < 4) {
                return -1;
            }
            final int type = unsigned(buffer, at);
            at += 4 + (unsigned(buffer, at + 2) + 3 & ~3);
            if (at > end) {
                return -1;
            }
            if (type < FIRST_OPTIONAL_ATTRIBUTE) {
                return type == 0 ? -1 : type;
            }
        }
        return 0;
    }

    private int success(final long addressHigh, final long addressLow, final int port) {
        final boolean v4 = IpAddress.isV4(addressHigh, addressLow);
        final int valueBytes = v4 ? 8 : 20;
        header(BINDING_SUCCESS, 4 + valueBytes);
        attribute(HEADER_BYTES, XOR_MAPPED_ADDRESS, valueBytes);
        response.putShort(24, (short) (v4 ? 1 : 2), BIG_ENDIAN);
        response.putShort(26, (short) (port ^ MAGIC_COOKIE >>> 16), BIG_ENDIAN);
        if (v4) {
            response.putInt(28, (int) addressLow ^ MAGIC_COOKIE, BIG_ENDIAN);
        } else {
            // RFC 5389 §15.2: IPv6 is combined with cookie and transaction id together.
            response.putLong(28, addressHigh ^ response.getLong(4, BIG_ENDIAN), BIG_ENDIAN);
            response.putLong(36, addressLow ^ response.getLong(12, BIG_ENDIAN), BIG_ENDIAN);
        }
        return HEADER_BYTES + 4 + valueBytes;
    }

    private int refusal(final int unknown) {
        header(BINDING_ERROR, 16);
        attribute(HEADER_BYTES, ERROR_CODE, 4);
        response.putInt(24, UNKNOWN_ATTRIBUTE_420, BIG_ENDIAN);
        attribute(28, UNKNOWN_ATTRIBUTES, 2);
        response.putInt(32, unknown << 16, BIG_ENDIAN);
        return HEADER_BYTES + 16;
    }

    private void header(final int type, final int attributeBytes) {
        response.putShort(0, (short) type, BIG_ENDIAN);
        response.putShort(2, (short) attributeBytes, BIG_ENDIAN);
    }

    private void attribute(final int at, final int type, final int valueBytes) {
        response.putShort(at, (short) type, BIG_ENDIAN);
        response.putShort(at + 2, (short) valueBytes, BIG_ENDIAN);
    }

    private static int unsigned(final DirectBuffer buffer, final int at) {
        return buffer.getShort(at, BIG_ENDIAN) & 0xFFFF;
    }
}
