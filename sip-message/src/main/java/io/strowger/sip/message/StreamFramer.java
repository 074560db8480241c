// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import org.agrona.DirectBuffer;

/**
 * Message boundaries on a stream (RFC 3261 §18.3): headers up to the empty line, then as many bytes
 * as Content-Length says. Remembers how far it looked, so each byte is looked at once however the
 * stream is cut. One per connection.
 */
public final class StreamFramer {
    /** The outcome of {@link #frame}. */
    public enum Outcome {
        /** The message is not complete: come again with the same start and more bytes. */
        NEED_MORE,
        /** A message of {@link #length} bytes begins at the start given. */
        MESSAGE,
        /** {@link #length} bytes of CR LF between messages: two or more pairs are a ping. */
        KEEP_ALIVE,
        /** The stream cannot be followed any more (§18.3): answer if wanted, then close. */
        BROKEN
    }

    private final int maxLength;
    private int scanned;
    private int looked;
    private int length;
    private int contentLength;
    private int headersLength;
    private Malformation defect = Malformation.NONE;

    /**
     * @param maxLength largest message with its body, in bytes
     */
    public StreamFramer(final int maxLength) {
        this.maxLength = maxLength;
        reset();
    }

    private void reset() {
        scanned = 0;
        looked = 0;
        contentLength = -1;
        headersLength = -1;
    }

    /** Looks at the bytes that have arrived: [offset, offset + available). */
    public Outcome frame(final DirectBuffer buffer, final int offset, final int available) {
        if (scanned == 0 && available > 0 && isCrOrLf(buffer.getByte(offset))) {
            return frameKeepAlive(buffer, offset, available);
        }
        // Nothing behind the limit is looked at: the reason would depend on how much has come.
        if (headersLength < 0 && !findHeadersEnd(buffer, offset, Math.min(available, maxLength))) {
            if (defect == Malformation.NONE && available <= maxLength) {
                return Outcome.NEED_MORE;
            }
            return broken(defect == Malformation.NONE ? Malformation.TOO_LARGE : defect);
        }
        if (contentLength < 0) {
            return broken(Malformation.MISSING_CONTENT_LENGTH);
        }
        final long total = headersLength + (long) contentLength;
        if (total > maxLength) {
            return broken(Malformation.TOO_LARGE);
        }
        if (available < total) {
            return Outcome.NEED_MORE;
        }
        length = (int) total;
        reset();
        return Outcome.MESSAGE;
    }

    private Outcome broken(final Malformation why) {
        defect = why;
        length = 0;
        return Outcome.BROKEN;
    }

    private Outcome frameKeepAlive(
            final DirectBuffer buffer, final int offset, final int available) {
        int size = 0;
        while (size < available && size < maxLength && isCrOrLf(buffer.getByte(offset + size))) {
            size++;
        }
        length = size;
        return Outcome.KEEP_ALIVE;
    }

    private static boolean isCrOrLf(final byte b) {
        return b == '\r' || b == '\n';
    }

    /**
     * Goes on header by header from where it stopped; true once the empty line is found. A header ends
     * where the next line does not begin with white space (RFC 3261 §7.3.1), so a byte more than its
     * line feed must be there.
     */
    private boolean findHeadersEnd(
            final DirectBuffer buffer, final int offset, final int available) {
        final int end = offset + available;
        int lineStart = offset + scanned;
        int from = Math.max(lineStart, offset + looked);
        while (true) {
            final int lineFeed = Scan.indexOf(buffer, (byte) '\n', from, end);
            if (lineFeed < 0) {
                looked = available;
                return false;
            }
            final int size = lineFeed - lineStart;
            if (size == 0 || (size == 1 && buffer.getByte(lineStart) == '\r')) {
                headersLength = lineFeed + 1 - offset;
                return true;
            }
            if (lineFeed + 1 == end) {
                looked = lineFeed - offset;
                return false;
            }
            from = lineFeed + 1;
            if (!isWhite(buffer.getByte(from))) {
                if (!readContentLength(buffer, lineStart, lineFeed)) {
                    return false;
                }
                lineStart = from;
                scanned = lineStart - offset;
            }
        }
    }

    private static boolean isWhite(final byte b) {
        return b == ' ' || b == '\t';
    }

    private boolean readContentLength(
            final DirectBuffer buffer, final int lineStart, final int lineFeed) {
        final int colon = Scan.indexOf(buffer, (byte) ':', lineStart, lineFeed);
        final int nameEnd = colon < 0 ? lineStart : Scan.trimEnd(buffer, lineStart, colon);
        if (nameEnd == lineStart
                || HeaderName.of(buffer, lineStart, nameEnd) != HeaderName.CONTENT_LENGTH) {
            return true;
        }
        final int from = Scan.skipSpace(buffer, colon + 1, lineFeed);
        final long value = Scan.decimal(buffer, from, Scan.trimEnd(buffer, from, lineFeed), 9);
        // Two different lengths would let two elements cut the stream at two places.
        if (value < 0 || (contentLength >= 0 && contentLength != value)) {
            defect = Malformation.BAD_CONTENT_LENGTH;
            return false;
        }
        contentLength = (int) value;
        return true;
    }

    /** Bytes that the last outcome covers; the caller takes them from the stream. */
    public int length() {
        return length;
    }

    /** Why the stream is {@link Outcome#BROKEN}. */
    public Malformation defect() {
        return defect;
    }
}
