// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import org.agrona.AsciiEncoding;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Appends text to a buffer up to a hard limit. Running over is a state to ask for at the end, not an
 * exception: {@link #overflowed}. Reusable.
 */
public final class SipWriter {
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] HEX =
            "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private MutableDirectBuffer buffer = new UnsafeBuffer(new byte[0]);
    private int start;
    private int limit;
    private int at;
    private boolean overflowed;

    public SipWriter wrap(final MutableDirectBuffer target, final int offset, final int capacity) {
        buffer = target;
        start = offset;
        at = offset;
        limit = offset + capacity;
        overflowed = false;
        return this;
    }

    private boolean hasRoom(final int size) {
        if (size > limit - at) {
            overflowed = true;
        }
        return !overflowed;
    }

    public SipWriter put(final byte[] bytes) {
        if (hasRoom(bytes.length)) {
            buffer.putBytes(at, bytes);
            at += bytes.length;
        }
        return this;
    }

    public SipWriter put(final byte[] bytes, final int offset, final int size) {
        if (hasRoom(size)) {
            buffer.putBytes(at, bytes, offset, size);
            at += size;
        }
        return this;
    }

    public SipWriter put(final char ascii) {
        if (hasRoom(1)) {
            buffer.putByte(at++, (byte) ascii);
        }
        return this;
    }

    public SipWriter put(final DirectBuffer source, final int offset, final int size) {
        if (hasRoom(size)) {
            buffer.putBytes(at, source, offset, size);
            at += size;
        }
        return this;
    }

    public SipWriter put(final DirectBuffer source, final long span) {
        return span == Span.NONE ? this : put(source, Span.start(span), Span.length(span));
    }

    /** ASCII text; for what is not on the message path. */
    public SipWriter put(final String ascii) {
        if (hasRoom(ascii.length())) {
            at += buffer.putStringWithoutLengthAscii(at, ascii);
        }
        return this;
    }

    public SipWriter putDecimal(final long value) {
        if (hasRoom(value < 0 ? 20 : AsciiEncoding.digitCount(value))) {
            at += buffer.putLongAscii(at, value);
        }
        return this;
    }

    /** Sixteen hexadecimal digits. */
    public SipWriter putHex(final long value) {
        if (hasRoom(16)) {
            for (int shift = 60; shift >= 0; shift -= 4) {
                buffer.putByte(at++, HEX[(int) (value >>> shift) & 15]);
            }
        }
        return this;
    }

    public SipWriter crlf() {
        return put(CRLF);
    }

    /** {@code Name: } in the RFC's spelling. */
    public SipWriter name(final HeaderName name) {
        return put(name.bytes()).put(':').put(' ');
    }

    /** Whether something did not fit: what was written is then not to be used. */
    public boolean overflowed() {
        return overflowed;
    }

    public MutableDirectBuffer buffer() {
        return buffer;
    }

    public int offset() {
        return start;
    }

    /** Index of the next byte to be written. */
    public int position() {
        return at;
    }

    public int length() {
        return at - start;
    }

    /** Takes back everything written after {@code position}. */
    public void rewind(final int position) {
        at = position;
    }
}
