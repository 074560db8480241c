// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.strowger.sip.message.IpAddress;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** {@code sockaddr_in} and {@code sockaddr_in6} of Linux. */
final class SocketAddresses {
    static final int FAMILY_V4 = 2;
    static final int FAMILY_V6 = 10;
    static final int LENGTH_V4 = 16;
    static final int LENGTH_V6 = 28;

    /** Room for either form, aligned. */
    static final int SLOT_BYTES = 32;

    private static final long MAPPED = 0xFFFFL << 32;
    private static final int PORT = 2;
    private static final int ADDRESS_V4 = 4;
    private static final int ADDRESS_V6 = 8;

    private SocketAddresses() {}

    /**
     * Writes the address for a socket of the given family.
     *
     * @return the length of the structure
     */
    static int put(
            final MutableDirectBuffer buffer,
            final int offset,
            final int family,
            final long high,
            final long low,
            final int port) {
        buffer.putShort(offset, (short) family);
        buffer.putShort(offset + PORT, (short) port, BIG_ENDIAN);
        if (family == FAMILY_V4) {
            buffer.putInt(offset + ADDRESS_V4, (int) low, BIG_ENDIAN);
            return LENGTH_V4;
        }
        buffer.putInt(offset + ADDRESS_V4, 0);
        buffer.putLong(offset + ADDRESS_V6, high, BIG_ENDIAN);
        buffer.putLong(offset + ADDRESS_V6 + Long.BYTES, low, BIG_ENDIAN);
        buffer.putInt(offset + ADDRESS_V6 + 2 * Long.BYTES, 0);
        return LENGTH_V6;
    }

    /** Whether two slots of one family name the same address and port. */
    static boolean areSame(final DirectBuffer buffer, final int slot, final int other) {
        return buffer.getLong(slot) == buffer.getLong(other)
                && buffer.getLong(slot + ADDRESS_V6) == buffer.getLong(other + ADDRESS_V6)
                && buffer.getLong(slot + LENGTH_V4) == buffer.getLong(other + LENGTH_V4);
    }

    static int family(final long high, final long low) {
        return IpAddress.isV4(high, low) ? FAMILY_V4 : FAMILY_V6;
    }

    static int port(final DirectBuffer buffer, final int offset) {
        return buffer.getShort(offset + PORT, BIG_ENDIAN) & 0xFFFF;
    }

    static long high(final DirectBuffer buffer, final int offset) {
        return buffer.getShort(offset) == FAMILY_V4
                ? 0
                : buffer.getLong(offset + ADDRESS_V6, BIG_ENDIAN);
    }

    static long low(final DirectBuffer buffer, final int offset) {
        return buffer.getShort(offset) == FAMILY_V4
                ? MAPPED | (buffer.getInt(offset + ADDRESS_V4, BIG_ENDIAN) & 0xFFFF_FFFFL)
                : buffer.getLong(offset + ADDRESS_V6 + Long.BYTES, BIG_ENDIAN);
    }
}
