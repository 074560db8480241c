// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.strowger.sip.message.IpAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/**
 * What a proxy in front of us, such as a load balancer, puts before a stream, so that we know who is behind it: the header of the PROXY
 * protocol, version 2 (HAProxy, "The PROXY protocol", §2.2). It reads as far as there are bytes, keeps none, and knows a defect at the
 * first byte that cannot be. One thread.
 */
final class ProxyHeader {
    /** The longest that is taken: addresses, and a certificate in the extensions (TLV) at most. */
    static final int MOST_BYTES = 4_096;

    /** Signature, version and command, family, length of the rest. */
    static final int FIXED_BYTES = 16;

    private static final byte[] SIGNATURE =
            "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION_AND_COMMAND = 12;
    private static final int FAMILY = 13;
    private static final int LENGTH = 14;
    private static final int VERSION_2_LOCAL = 0x20;
    private static final int VERSION_2_PROXY = 0x21;
    private static final int STREAM_V4 = 0x11;
    private static final int STREAM_V6 = 0x21;
    private static final int V4_BYTES = 12;
    private static final int V4_PORT = FIXED_BYTES + 8;
    private static final int V6_BYTES = 36;
    private static final int V6_PORT = FIXED_BYTES + 32;

    private int length = FIXED_BYTES;
    private IpAddress source = IpAddress.v4(0);
    private int port;

    /** What has been read so far. */
    enum Outcome {
        /** A sound beginning. */
        NEED_MORE,
        /** Whole; {@link #source} and {@link #port} are whom the proxy speaks for. */
        SOURCE,
        /** Whole; the proxy speaks for itself (its health check), or does not say for whom. */
        OWN,
        /** This is no header. */
        DEFECTIVE
    }

    /**
     * Reads from the beginning, as often as there is more.
     *
     * @param available bytes that have come, those beyond the header too
     */
    Outcome read(final DirectBuffer buffer, final int offset, final int available) {
        if (!isBeginning(buffer, offset, available)) {
            return Outcome.DEFECTIVE;
        }
        if (available < FIXED_BYTES) {
            return Outcome.NEED_MORE;
        }
        length = FIXED_BYTES + unsigned16(buffer, offset + LENGTH);
        final int addresses = addressBytes(buffer, offset);
        if (length > MOST_BYTES || length < FIXED_BYTES + addresses) {
            return Outcome.DEFECTIVE;
        }
        if (available < length) {
            return Outcome.NEED_MORE;
        }
        return addresses == 0 ? Outcome.OWN : readSource(buffer, offset, addresses);
    }

    private static boolean isBeginning(
            final DirectBuffer buffer, final int offset, final int available) {
        for (int i = 0; i < Math.min(available, SIGNATURE.length); i++) {
            if (buffer.getByte(offset + i) != SIGNATURE[i]) {
                return false;
            }
        }
        if (available <= VERSION_AND_COMMAND) {
            return true;
        }
        final int command = buffer.getByte(offset + VERSION_AND_COMMAND);
        return command == VERSION_2_LOCAL || command == VERSION_2_PROXY;
    }

    /**
     * Bytes of the addresses that we take the source from; 0 for those of the proxy itself and of families that SIP over a stream does not
     * have, which §2.2 says to pass over.
     */
    private static int addressBytes(final DirectBuffer buffer, final int offset) {
        if (buffer.getByte(offset + VERSION_AND_COMMAND) == VERSION_2_LOCAL) {
            return 0;
        }
        return switch (buffer.getByte(offset + FAMILY)) {
            case STREAM_V4 -> V4_BYTES;
            case STREAM_V6 -> V6_BYTES;
            default -> 0;
        };
    }

    /** Nobody sends from the unspecified address or from port 0. */
    private Outcome readSource(final DirectBuffer buffer, final int offset, final int addresses) {
        final int at = offset + FIXED_BYTES;
        if (addresses == V4_BYTES) {
            source = IpAddress.v4(buffer.getInt(at, ByteOrder.BIG_ENDIAN));
            port = unsigned16(buffer, offset + V4_PORT);
        } else {
            source =
                    new IpAddress(
                            buffer.getLong(at, ByteOrder.BIG_ENDIAN),
                            buffer.getLong(at + Long.BYTES, ByteOrder.BIG_ENDIAN));
            port = unsigned16(buffer, offset + V6_PORT);
        }
        return port == 0 || IpAddress.isWildcard(source.high(), source.low())
                ? Outcome.DEFECTIVE
                : Outcome.SOURCE;
    }

    private static int unsigned16(final DirectBuffer buffer, final int at) {
        return buffer.getShort(at, ByteOrder.BIG_ENDIAN) & 0xFFFF;
    }

    /** Of the whole header, {@value #FIXED_BYTES} as long as it is not known. */
    int length() {
        return length;
    }

    /** Whom the proxy speaks for. */
    IpAddress source() {
        return source;
    }

    /** The port that the source sends from, 1 to 65,535. */
    int port() {
        return port;
    }
}
