// SPDX-License-Identifier: Apache-2.0
package io.strowger.authentication;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/** Hexadecimal digits of digests: lower case out, any case in. */
final class Hex {
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private Hex() {}

    /** Fills the array with {@code length} bytes from twice as many digits; false for other text. */
    static boolean decode(
            final DirectBuffer buffer, final int offset, final byte[] into, final int length) {
        for (int i = 0; i < length; i++) {
            final int high = Character.digit(buffer.getByte(offset + 2 * i), 16);
            final int low = Character.digit(buffer.getByte(offset + 2 * i + 1), 16);
            if (high < 0 || low < 0) {
                return false;
            }
            into[i] = (byte) (high << 4 | low);
        }
        return true;
    }

    static void encode(final byte[] bytes, final int length, final byte[] into) {
        for (int i = 0; i < length; i++) {
            into[2 * i] = DIGITS[bytes[i] >> 4 & 15];
            into[2 * i + 1] = DIGITS[bytes[i] & 15];
        }
    }
}
