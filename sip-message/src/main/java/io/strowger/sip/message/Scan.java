// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * Byte scans that the views share. Ranges are [from, to); results are indexes, or -1. The searches
 * look at eight bytes at a time (Warren, Hacker's Delight, §6-1).
 */
final class Scan {
    /** Token of §25.1. */
    static final byte TOKEN = 1;

    /** LWS with CR and LF, for folded values. */
    static final byte SPACE = 2;

    /** Host names: letters, digits, hyphen, dot; also underscore, wrong but common in the field. */
    static final byte HOST = 4;

    /** What may stand in a URI: anything visible but the delimiters around URIs (RFC 2396 §2.4.3). */
    static final byte URI = 8;

    /** What may stand in a parameter value without quotes: wider than token, as the field is. */
    static final byte VALUE = 16;

    static final byte DIGIT = 32;

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;
    private static final long CRS = '\r' * ONES;
    private static final long LFS = '\n' * ONES;

    private static final long FIRST_VISIBLE = '!' * ONES;

    private static final byte[] CLASS = new byte[256];

    static {
        for (int c = 0; c < 256; c++) {
            final boolean letterOrDigit = c < 128 && Character.isLetterOrDigit(c);
            mark(c, TOKEN, letterOrDigit || "-.!%*_+`'~".indexOf(c) >= 0);
            mark(c, SPACE, " \t\r\n".indexOf(c) >= 0);
            mark(c, HOST, letterOrDigit || "-._".indexOf(c) >= 0);
            mark(c, URI, c > ' ' && c != 127 && "<>\"".indexOf(c) < 0);
            mark(c, VALUE, c > ' ' && c != 127 && "<>\";,".indexOf(c) < 0);
            mark(c, DIGIT, c >= '0' && c <= '9');
        }
    }

    private Scan() {}

    private static void mark(final int c, final byte kind, final boolean member) {
        if (member) {
            CLASS[c] |= kind;
        }
    }

    /** First place of a byte. */
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

    /** First CR or LF: whatever of the two comes first ends the line, or spoils it. */
    static int lineBreak(final DirectBuffer buffer, final int from, final int to) {
        int at = from;
        for (; at <= to - 8; at += 8) {
            final long word = buffer.getLong(at, ByteOrder.LITTLE_ENDIAN);
            final long cr = word ^ CRS;
            final long lf = word ^ LFS;
            final long zeros = (((cr - ONES) & ~cr) | ((lf - ONES) & ~lf)) & HIGHS;
            if (zeros != 0) {
                return at + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        for (; at < to; at++) {
            final byte b = buffer.getByte(at);
            if (b == '\r' || b == '\n') {
                return at;
            }
        }
        return -1;
    }

    /** Whether there is a space or a control character below it. */
    static boolean hasSpaceOrControl(final DirectBuffer buffer, final int from, final int to) {
        int at = from;
        for (; at <= to - 8; at += 8) {
            final long word = buffer.getLong(at, ByteOrder.LITTLE_ENDIAN);
            if (((word - FIRST_VISIBLE) & ~word & HIGHS) != 0) {
                return true;
            }
        }
        for (; at < to; at++) {
            final byte b = buffer.getByte(at);
            if (b >= 0 && b <= ' ') {
                return true;
            }
        }
        return false;
    }

    /** Whether CR LF stands at {@code at}. */
    static boolean isCrlf(final DirectBuffer buffer, final int at, final int to) {
        return at >= 0
                && at + 1 < to
                && buffer.getByte(at) == '\r'
                && buffer.getByte(at + 1) == '\n';
    }

    static boolean is(final byte kind, final byte b) {
        return (CLASS[b & 0xFF] & kind) != 0;
    }

    /** First place of a byte that is not of the kind, or {@code to}. */
    static int skip(final byte kind, final DirectBuffer buffer, final int from, final int to) {
        int at = from;
        while (at < to && is(kind, buffer.getByte(at))) {
            at++;
        }
        return at;
    }

    static boolean isToken(final byte b) {
        return is(TOKEN, b);
    }

    /** Space, tab, CR or LF: inside a header value all of them are LWS (§7.3.1). */
    static boolean isSpace(final byte b) {
        return is(SPACE, b);
    }

    static int skipSpace(final DirectBuffer buffer, final int from, final int to) {
        return skip(SPACE, buffer, from, to);
    }

    static int tokenEnd(final DirectBuffer buffer, final int from, final int to) {
        return skip(TOKEN, buffer, from, to);
    }

    /** End of [from, to) without trailing space. */
    static int trimEnd(final DirectBuffer buffer, final int from, final int to) {
        int at = to;
        while (at > from && isSpace(buffer.getByte(at - 1))) {
            at--;
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
