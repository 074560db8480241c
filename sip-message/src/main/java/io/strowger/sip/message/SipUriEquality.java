// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/**
 * Whether two URIs mean the same (RFC 3261 §19.1.4). Reusable, one per thread, allocates nothing.
 *
 * <p>Not transitive, as the RFC has it: {@code sip:c@x;security=on} and {@code sip:c@x;security=off}
 * both equal {@code sip:c@x} and not each other. URIs of other schemes, and those that do not parse,
 * are equal when their bytes are.
 */
public final class SipUriEquality {
    /** §19.1.4: these never match when only one URI has them, whatever their value. */
    private static final byte[][] NEVER_IGNORED = {
        ascii("transport"), ascii("user"), ascii("ttl"), ascii("method"), ascii("maddr")
    };

    /** §25.1 reserved: their escaped form is not the same as themselves. */
    private static final String RESERVED = ";/?:@&=+$,";

    private static final int ESCAPED = 0x100;
    private static final int END = -1;

    private final SipUriView one = new SipUriView();
    private final SipUriView other = new SipUriView();
    private int cursor;

    /** Both as spans of the same or of different buffers. */
    public boolean areEqual(
            final DirectBuffer oneBuffer,
            final long oneSpan,
            final DirectBuffer otherBuffer,
            final long otherSpan) {
        if (sameBytes(oneBuffer, oneSpan, otherBuffer, otherSpan)) {
            return true;
        }
        if (one.wrap(oneBuffer, oneSpan) != Malformation.NONE
                || other.wrap(otherBuffer, otherSpan) != Malformation.NONE
                || !one.isSipOrSips()
                || one.scheme() != other.scheme()
                || one.port() != other.port()) {
            return false;
        }
        return sameText(oneBuffer, one.user(), otherBuffer, other.user(), false)
                && sameText(oneBuffer, password(one), otherBuffer, password(other), false)
                && sameText(oneBuffer, one.host(), otherBuffer, other.host(), true)
                && sameParameters(oneBuffer, otherBuffer)
                && sameHeaders(oneBuffer, otherBuffer);
    }

    /** What stands between the user and the @, with its colon; NONE without a user. */
    private static long password(final SipUriView uri) {
        return uri.user() == Span.NONE
                ? Span.NONE
                : Span.of(Span.end(uri.user()), Span.start(uri.host()) - 1);
    }

    private boolean sameParameters(final DirectBuffer oneBuffer, final DirectBuffer otherBuffer) {
        for (final byte[] name : NEVER_IGNORED) {
            if ((one.parameter(name) == Span.NONE) != (other.parameter(name) == Span.NONE)) {
                return false;
            }
        }
        final int end = Span.end(one.parameters());
        int at = Span.start(one.parameters());
        while (at < end) {
            final int next = Scan.indexOf(oneBuffer, (byte) ';', at + 1, end);
            final int partEnd = next < 0 ? end : next;
            if (!agrees(oneBuffer, Span.of(at + 1, partEnd), otherBuffer)) {
                return false;
            }
            at = partEnd;
        }
        return true;
    }

    /** Whether the other URI lacks this parameter or has it with the same value. */
    private boolean agrees(
            final DirectBuffer oneBuffer, final long parameter, final DirectBuffer otherBuffer) {
        final int end = Span.end(other.parameters());
        int at = Span.start(other.parameters());
        while (at < end) {
            final int next = Scan.indexOf(otherBuffer, (byte) ';', at + 1, end);
            final int partEnd = next < 0 ? end : next;
            final long candidate = Span.of(at + 1, partEnd);
            if (sameText(
                    oneBuffer,
                    name(oneBuffer, parameter),
                    otherBuffer,
                    name(otherBuffer, candidate),
                    true)) {
                return sameText(oneBuffer, parameter, otherBuffer, candidate, true);
            }
            at = partEnd;
        }
        return true;
    }

    private static long name(final DirectBuffer buffer, final long parameter) {
        final int start = Span.start(parameter);
        final int end = Span.end(parameter);
        final int equals = Scan.indexOf(buffer, (byte) '=', start, end);
        return Span.of(start, equals < 0 ? end : equals);
    }

    /** §19.1.4: header components are never ignored. Order does not matter. */
    private boolean sameHeaders(final DirectBuffer oneBuffer, final DirectBuffer otherBuffer) {
        if (!one.hasHeaders() || !other.hasHeaders()) {
            return one.hasHeaders() == other.hasHeaders();
        }
        return containsAll(oneBuffer, one.headers(), otherBuffer, other.headers())
                && containsAll(otherBuffer, other.headers(), oneBuffer, one.headers());
    }

    private boolean containsAll(
            final DirectBuffer buffer,
            final long headers,
            final DirectBuffer inBuffer,
            final long inHeaders) {
        final int end = Span.end(headers);
        int at = Span.start(headers);
        while (at < end) {
            final int partEnd = headerEnd(buffer, at, end);
            if (!contains(buffer, Span.of(at, partEnd), inBuffer, inHeaders)) {
                return false;
            }
            at = partEnd + 1;
        }
        return true;
    }

    private boolean contains(
            final DirectBuffer buffer,
            final long header,
            final DirectBuffer inBuffer,
            final long inHeaders) {
        final long name = name(buffer, header);
        final long value = Span.of(Span.end(name), Span.end(header));
        final int end = Span.end(inHeaders);
        int at = Span.start(inHeaders);
        while (at < end) {
            final int partEnd = headerEnd(inBuffer, at, end);
            final long inName = name(inBuffer, Span.of(at, partEnd));
            if (sameText(buffer, name, inBuffer, inName, true)
                    && sameText(
                            buffer, value, inBuffer, Span.of(Span.end(inName), partEnd), false)) {
                return true;
            }
            at = partEnd + 1;
        }
        return false;
    }

    private static int headerEnd(final DirectBuffer buffer, final int from, final int end) {
        final int and = Scan.indexOf(buffer, (byte) '&', from, end);
        return and < 0 ? end : and;
    }

    private static boolean sameBytes(
            final DirectBuffer oneBuffer,
            final long oneSpan,
            final DirectBuffer otherBuffer,
            final long otherSpan) {
        final int length = Span.length(oneSpan);
        if (length != Span.length(otherSpan)) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (oneBuffer.getByte(Span.start(oneSpan) + i)
                    != otherBuffer.getByte(Span.start(otherSpan) + i)) {
                return false;
            }
        }
        return true;
    }

    /** Compares character by character with escapes resolved; absent equals only absent. */
    private boolean sameText(
            final DirectBuffer oneBuffer,
            final long oneSpan,
            final DirectBuffer otherBuffer,
            final long otherSpan,
            final boolean ignoreCase) {
        if (oneSpan == Span.NONE || otherSpan == Span.NONE) {
            return oneSpan == otherSpan;
        }
        int oneAt = Span.start(oneSpan);
        int otherAt = Span.start(otherSpan);
        while (true) {
            final int c = character(oneBuffer, oneAt, Span.end(oneSpan));
            oneAt = cursor;
            final int d = character(otherBuffer, otherAt, Span.end(otherSpan));
            otherAt = cursor;
            if (c != d && !(ignoreCase && lower(c) == lower(d))) {
                return false;
            }
            if (c == END) {
                return true;
            }
        }
    }

    private static int lower(final int c) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }

    /** The character at an index, marked when it is reserved and escaped; cursor moves past it. */
    private int character(final DirectBuffer buffer, final int at, final int end) {
        cursor = at + 1;
        if (at >= end) {
            return END;
        }
        final int c = buffer.getByte(at) & 0xFF;
        if (c != '%' || at + 2 >= end) {
            return c;
        }
        final int high = Character.digit(buffer.getByte(at + 1), 16);
        final int low = Character.digit(buffer.getByte(at + 2), 16);
        if (high < 0 || low < 0) {
            return c;
        }
        cursor = at + 3;
        final int value = high << 4 | low;
        return RESERVED.indexOf(value) >= 0 ? value | ESCAPED : value;
    }

    private static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
