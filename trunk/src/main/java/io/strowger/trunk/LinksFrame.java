// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import java.nio.ByteOrder;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where a switch is reached from now on, as it tells the other one over link 213, beside beats (kind 16), numbers of nodes (kind 17) and the table (lower
 * kinds). Little-endian.
 *
 * <pre>
 *  0 kind         1   {@link #KIND}
 *  1 version      1
 *  2 reserved     2
 *  4 length       4   of the text
 *  8 text             an address on each line
 * </pre>
 */
final class LinksFrame {
    static final byte KIND = 18;
    static final int HEADER = 8;

    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final byte VERSION = 1;

    private LinksFrame() {}

    static boolean isLinks(final DirectBuffer from, final int offset, final int length) {
        return length > 0 && from.getByte(offset) == KIND;
    }

    /** Writes all but the text, which is put behind it. */
    static void write(final MutableDirectBuffer into, final int textLength) {
        into.setMemory(0, HEADER, (byte) 0);
        into.putByte(0, KIND);
        into.putByte(1, VERSION);
        into.putInt(4, textLength, ORDER);
    }

    /** The addresses; null when it is none that this version understands. A later one may append. */
    static @Nullable List<String> read(
            final DirectBuffer from, final int offset, final int length) {
        if (length < HEADER || from.getByte(offset) != KIND || from.getByte(offset + 1) < VERSION) {
            return null;
        }
        final int text = from.getInt(offset + 4, ORDER);
        return text < 0 || text > length - HEADER
                ? null
                : from.getStringWithoutLengthAscii(offset + HEADER, text)
                        .lines()
                        .limit(LinkChoice.MOST)
                        .toList();
    }
}
