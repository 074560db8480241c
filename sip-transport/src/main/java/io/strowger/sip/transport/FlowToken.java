// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.TransportProtocol;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A flow as bytes that a binding may keep (RFC 5626 §5.2): {@value #BYTES} bytes, not secret and not
 * authenticated. {@link TransportLayer#resolve} turns it back, if the flow still exists.
 *
 * <p>Layout, little-endian: version, protocol, listening point (2), local port (2), remote port (2),
 * remote address (16), connection (8).
 */
public final class FlowToken {
    public static final int BYTES = 32;

    private static final byte VERSION = 1;
    private static final int PROTOCOL = 1;
    private static final int LISTEN_INDEX = 2;
    private static final int LOCAL_PORT = 4;
    private static final int REMOTE_PORT = 6;
    private static final int ADDRESS_HIGH = 8;
    private static final int ADDRESS_LOW = 16;
    private static final int CONNECTION = 24;

    private FlowToken() {}

    /**
     * Writes the token of a flow.
     *
     * @return {@link #BYTES}
     */
    public static int write(final Flow flow, final MutableDirectBuffer buffer, final int offset) {
        buffer.putByte(offset, VERSION);
        buffer.putByte(offset + PROTOCOL, (byte) flow.protocol().ordinal());
        buffer.putShort(offset + LISTEN_INDEX, (short) flow.local().index(), LITTLE_ENDIAN);
        buffer.putShort(offset + LOCAL_PORT, (short) flow.local().port(), LITTLE_ENDIAN);
        buffer.putShort(offset + REMOTE_PORT, (short) flow.port(), LITTLE_ENDIAN);
        buffer.putLong(offset + ADDRESS_HIGH, flow.addressHigh(), LITTLE_ENDIAN);
        buffer.putLong(offset + ADDRESS_LOW, flow.addressLow(), LITTLE_ENDIAN);
        buffer.putLong(offset + CONNECTION, flow.connection(), LITTLE_ENDIAN);
        return BYTES;
    }

    static boolean isReadable(final DirectBuffer buffer, final int offset, final int length) {
        return length == BYTES && buffer.getByte(offset) == VERSION;
    }

    static boolean isOf(
            final TransportProtocol protocol, final DirectBuffer buffer, final int offset) {
        return buffer.getByte(offset + PROTOCOL) == protocol.ordinal();
    }

    static int listenIndex(final DirectBuffer buffer, final int offset) {
        return buffer.getShort(offset + LISTEN_INDEX, LITTLE_ENDIAN);
    }

    static int localPort(final DirectBuffer buffer, final int offset) {
        return buffer.getShort(offset + LOCAL_PORT, LITTLE_ENDIAN) & 0xFFFF;
    }

    static int remotePort(final DirectBuffer buffer, final int offset) {
        return buffer.getShort(offset + REMOTE_PORT, LITTLE_ENDIAN) & 0xFFFF;
    }

    static long addressHigh(final DirectBuffer buffer, final int offset) {
        return buffer.getLong(offset + ADDRESS_HIGH, LITTLE_ENDIAN);
    }

    static long addressLow(final DirectBuffer buffer, final int offset) {
        return buffer.getLong(offset + ADDRESS_LOW, LITTLE_ENDIAN);
    }

    static long connection(final DirectBuffer buffer, final int offset) {
        return buffer.getLong(offset + CONNECTION, LITTLE_ENDIAN);
    }
}
