// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/** Byte scans that the views share. Ranges are [from, to); results are indexes, or -1. */
final class Scan {
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;
    private static final byte TOKEN = 1;
    private static final byte SPACE = 2;

    /** Class of each byte: token characters of §25.1, and LWS with CR and LF, for folded values. */
    private static final byte[] CLASS = new byte[256];

    static {
        for (int c = 0; c < 128; c++) {
            if (Character.isLetterOrDigit(c) || "-.!%*_+`'~".indexOf(c) >= 0) {
                CLASS[c] = TOKEN;
            }
        }
        CLASS[' '] = CLASS['\t'] = CLASS['\r'] = CLASS['\n'] = SPACE;
    }

    private Scan() {}

    /** First place of a byte, eight bytes at a time (Warren, Hacker's Delight, §6-1). */
    static int indexOf(final DirectBuffer buffer, final byte wanted, final int from, final int to) {
        final long pattern = (wanted & 0xFF) * ONES;
        int at = from;
        for (; at <= to - 8; at += 8) {
            final long x = buffer.getLong(at, ByteOrder.LITTLE_ENDIAN) ^ pattern;
            final long zeros = (x - ONES) & ~x & HIGHS;
            if (zeros != 0) {
                return at + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        for (; at < to; at++) {
            if (buffer.getByte(at) == wanted) {
                return at;
            }
        }
        return -1;
    }

    static boolean isToken(final byte b) {
        return CLASS[b & 0xFF] == TOKEN;
    }

    /** Space, tab, CR or LF: inside a header value all of them are LWS (§7.3.1). */
    static boolean isSpace(final byte b) {
        return CLASS[b & 0xFF] == SPACE;
    }

    static int skipSpace(final DirectBuffer buffer, final int from, final int to) {
        int at = from;
        while (at < to && isSpace(buffer.getByte(at))) {
            at++;
        }
        return at;
    }

    /** End of [from, to) without trailing space. */
    static int trimEnd(final DirectBuffer buffer, final int from, final int to) {
        int at = to;
        while (at > from && isSpace(buffer.getByte(at - 1))) {
            at--;
        }
        return at;
    }

    static int tokenEnd(final DirectBuffer buffer, final int from, final int to) {
        int at = from;
        while (at < to && isToken(buffer.getByte(at))) {
            at++;
        }
        return at;
    }

    /** Index after the closing quote of a quoted string that opens at {@code from}, or -1. */
    static int quotedEnd(final DirectBuffer buffer, final int from, final int to) {
        for (int at = from + 1; at < to; at++) {
            final byte b = buffer.getByte(at);
            if (b == '\\') {
                at++;
            } else if (b == '"') {
                return at + 1;
            }
        }
        return -1;
    }

    static int lower(final byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b & 0xFF;
    }

    static boolean equals(
            final DirectBuffer buffer, final int start, final int end, final byte[] bytes) {
        if (end - start != bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (buffer.getByte(start + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    static boolean equalsIgnoreCase(
            final DirectBuffer buffer, final long span, final byte[] lowerCase) {
        if (span == Span.NONE) {
            return false;
        }
        return equalsIgnoreCase(buffer, Span.start(span), Span.end(span), lowerCase);
    }

    static boolean equalsIgnoreCase(
            final DirectBuffer buffer, final int start, final int end, final byte[] lowerCase) {
        if (end - start != lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            if (lower(buffer.getByte(start + i)) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    /** Decimal value of 1 to {@code maxDigits} digits filling the range, or -1. */
    static long decimal(
            final DirectBuffer buffer, final int from, final int to, final int maxDigits) {
        if (to <= from) {
            return -1;
        }
        int at = from;
        while (at < to - 1 && buffer.getByte(at) == '0') {
            at++;
        }
        if (to - at > maxDigits) {
            return -1;
        }
        long value = 0;
        for (; at < to; at++) {
            final int digit = buffer.getByte(at) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
