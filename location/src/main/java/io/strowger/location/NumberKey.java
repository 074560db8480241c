// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Key of a number route. On disk it begins with the kind; a range then holds the number of digits, its last and its
 * first number, so that one seek to the digits looked up finds the only range that can cover them.
 *
 * @param digits the number, the prefix, or the first number of a range; empty for the default route
 * @param last the last number of a range, else empty
 */
public record NumberKey(Kind kind, String digits, String last) {
    /** What a route is for, in the order of precedence. The codes are stored. */
    public enum Kind {
        EXACT(1),
        RANGE(2),
        PREFIX(3),
        DEFAULT(4);

        private final byte code;

        Kind(final int code) {
            this.code = (byte) code;
        }

        public byte code() {
            return code;
        }
    }

    /** Bytes before the digits of a range: kind, number of digits. */
    public static final int RANGE_HEADER = 2;

    /** The route of exactly this number; null when these are no digits. */
    public static byte @Nullable [] exact(final String digits) {
        return areDigits(digits) ? new NumberKey(Kind.EXACT, digits, "").encode() : null;
    }

    /** The route of all numbers that begin with these digits; null when these are no digits. */
    public static byte @Nullable [] prefix(final String digits) {
        return areDigits(digits) ? new NumberKey(Kind.PREFIX, digits, "").encode() : null;
    }

    /** The route of all numbers from first to last; null unless both have the same length and first ≤ last. */
    public static byte @Nullable [] range(final String first, final String last) {
        return isRange(first, last) ? new NumberKey(Kind.RANGE, first, last).encode() : null;
    }

    /** The route of numbers that no other covers. */
    public static byte[] defaultRoute() {
        return new NumberKey(Kind.DEFAULT, "", "").encode();
    }

    /** Whether this is a telephone number of 1..32 digits (0-9 * #), perhaps after a '+'. */
    public static boolean areDigits(final String text) {
        return text.length() <= Limits.DIGITS && text.matches("\\+?[0-9*#]+");
    }

    private static boolean isRange(final String first, final String last) {
        return first.length() <= Limits.DIGITS
                && first.length() == last.length()
                && first.matches("\\+?[0-9]+")
                && last.matches("\\+?[0-9]+")
                && first.startsWith("+") == last.startsWith("+")
                && first.compareTo(last) <= 0;
    }

    /** The key as it is stored. */
    public byte[] encode() {
        final String text = kind == Kind.RANGE ? (char) digits.length() + last + digits : digits;
        return ((char) kind.code() + text).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** For a range: no range stored before this position can overlap it, and the first one after it is a candidate. */
    public byte[] firstOverlap() {
        final String text = "" + (char) kind.code() + (char) digits.length() + digits;
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What a stored key means, or null when the bytes are none. */
    public static @Nullable NumberKey decode(final DirectBuffer buffer) {
        final byte[] bytes = new byte[buffer.capacity()];
        buffer.getBytes(0, bytes);
        if (bytes.length == 0) {
            return null;
        }
        final String text = new String(bytes, 1, bytes.length - 1, StandardCharsets.ISO_8859_1);
        return switch (bytes[0]) {
            case 1 -> areDigits(text) ? new NumberKey(Kind.EXACT, text, "") : null;
            case 2 -> decodeRange(text);
            case 3 -> areDigits(text) ? new NumberKey(Kind.PREFIX, text, "") : null;
            case 4 -> text.isEmpty() ? new NumberKey(Kind.DEFAULT, "", "") : null;
            default -> null;
        };
    }

    private static @Nullable NumberKey decodeRange(final String text) {
        final int length = text.isEmpty() ? 0 : text.charAt(0);
        if (text.length() != 1 + 2 * length) {
            return null;
        }
        final String last = text.substring(1, 1 + length);
        final String first = text.substring(1 + length);
        return isRange(first, last) ? new NumberKey(Kind.RANGE, first, last) : null;
    }
}
