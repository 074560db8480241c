// SPDX-License-Identifier: Apache-2.0
package io.strowger.routing;

import io.strowger.sip.message.Flow;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A flow as bytes in a binding: where a REGISTER came in, so that requests go out the same way (RFC
 * 5626 §5.3, RFC 3581). Fixed form of {@value #LENGTH} bytes, little endian: version, protocol, local
 * point (2), remote port (2), remote address (16), connection (8).
 */
public final class FlowToken {
    /** Length in bytes. */
    public static final int LENGTH = 30;

    private static final byte VERSION = 1;
    private static final int PROTOCOL = 1;
    private static final int LOCAL_POINT = 2;
    private static final int PORT = 4;
    private static final int ADDRESS_HIGH = 6;
    private static final int ADDRESS_LOW = 14;
    private static final int CONNECTION = 22;

    private FlowToken() {}

    public static void write(final Flow flow, final MutableDirectBuffer buffer, final int offset) {
        buffer.putByte(offset, VERSION);
        buffer.putByte(offset + PROTOCOL, (byte) flow.protocol().ordinal());
        buffer.putShort(
                offset + LOCAL_POINT, (short) flow.local().index(), ByteOrder.LITTLE_ENDIAN);
        buffer.putShort(offset + PORT, (short) flow.port(), ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(offset + ADDRESS_HIGH, flow.addressHigh(), ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(offset + ADDRESS_LOW, flow.addressLow(), ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(offset + CONNECTION, flow.connection(), ByteOrder.LITTLE_ENDIAN);
    }

    /** Fills a next hop; false when the bytes are no token that this version understands. */
    static boolean read(
            final DirectBuffer buffer, final int offset, final int length, final NextHop into) {
        return length == LENGTH
                && buffer.getByte(offset) == VERSION
                && into.flow(
                        buffer.getByte(offset + PROTOCOL),
                        buffer.getLong(offset + ADDRESS_HIGH, ByteOrder.LITTLE_ENDIAN),
                        buffer.getLong(offset + ADDRESS_LOW, ByteOrder.LITTLE_ENDIAN),
                        buffer.getShort(offset + PORT, ByteOrder.LITTLE_ENDIAN) & 0xFFFF,
                        buffer.getShort(offset + LOCAL_POINT, ByteOrder.LITTLE_ENDIAN) & 0xFFFF,
                        buffer.getLong(offset + CONNECTION, ByteOrder.LITTLE_ENDIAN));
    }
}
