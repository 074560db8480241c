// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

import io.strowger.location.codec.StoredBindingSetDecoder.BindingsDecoder;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/**
 * Flyweight over one binding of a {@link BindingSetView}; valid as long as that is. Text parts are given as offset and
 * length in {@link #buffer()}; a length of 0 means absent.
 */
public final class BindingView {
    /** A q value of 1.0. */
    public static final int Q_MAX = 1000;

    private final int[] offsets = new int[BindingField.COUNT];
    private final int[] lengths = new int[BindingField.COUNT];
    private DirectBuffer buffer = BindingSetView.NOTHING;
    private int start;
    private int end;

    /**
     * Points this view at the binding that begins at start.
     *
     * @return where the next begins, or -1 when the bytes do not hold a binding
     */
    int wrap(final DirectBuffer bytes, final int start, final int blockLength, final int limit) {
        if (blockLength < BindingsDecoder.sbeBlockLength() || start + blockLength > limit) {
            return -1;
        }
        this.buffer = bytes;
        this.start = start;
        int at = start + blockLength;
        for (int i = 0; i < BindingField.COUNT; i++) {
            final int lengthBytes = BindingField.lengthBytes(i);
            if (at + lengthBytes > limit) {
                return -1;
            }
            final int length =
                    lengthBytes == 1
                            ? bytes.getByte(at) & 0xFF
                            : bytes.getShort(at, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
            at += lengthBytes;
            if (length > BindingField.maxLength(i) || at + length > limit) {
                return -1;
            }
            offsets[i] = at;
            lengths[i] = length;
            at += length;
        }
        end = at;
        return at;
    }

    /** The buffer that the offsets below refer to. */
    public DirectBuffer buffer() {
        return buffer;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    int fieldOffset(final int field) {
        return offsets[field];
    }

    int fieldLength(final int field) {
        return lengths[field];
    }

    public int contactOffset() {
        return offsets[BindingField.CONTACT];
    }

    public int contactLength() {
        return lengths[BindingField.CONTACT];
    }

    public int pathOffset() {
        return offsets[BindingField.PATH];
    }

    public int pathLength() {
        return lengths[BindingField.PATH];
    }

    public int callIdOffset() {
        return offsets[BindingField.CALL_ID];
    }

    public int callIdLength() {
        return lengths[BindingField.CALL_ID];
    }

    public int instanceOffset() {
        return offsets[BindingField.INSTANCE];
    }

    public int instanceLength() {
        return lengths[BindingField.INSTANCE];
    }

    public int flowTokenOffset() {
        return offsets[BindingField.FLOW_TOKEN];
    }

    public int flowTokenLength() {
        return lengths[BindingField.FLOW_TOKEN];
    }

    public int receivedOffset() {
        return offsets[BindingField.RECEIVED];
    }

    public int receivedLength() {
        return lengths[BindingField.RECEIVED];
    }

    public int userAgentOffset() {
        return offsets[BindingField.USER_AGENT];
    }

    public int userAgentLength() {
        return lengths[BindingField.USER_AGENT];
    }

    /** Preference in thousandths, 0..1000. */
    public int q() {
        return buffer.getShort(start + BindingsDecoder.qEncodingOffset(), ByteOrder.LITTLE_ENDIAN)
                & 0xFFFF;
    }

    /** Epoch milliseconds. */
    public long expiresAtMillis() {
        return buffer.getLong(
                start + BindingsDecoder.expiresAtMillisEncodingOffset(), ByteOrder.LITTLE_ENDIAN);
    }

    /** Epoch milliseconds. */
    public long registeredAtMillis() {
        return buffer.getLong(
                start + BindingsDecoder.registeredAtMillisEncodingOffset(),
                ByteOrder.LITTLE_ENDIAN);
    }

    /** 0..2^32-1. */
    public long cseq() {
        return unsigned(BindingsDecoder.cseqEncodingOffset());
    }

    /** 0 = none, else the reg-id of RFC 5626 §4.2. */
    public long regId() {
        return unsigned(BindingsDecoder.regIdEncodingOffset());
    }

    /** The contact URI as text, for the management interface and logs. */
    public String contact() {
        return text(BindingField.CONTACT);
    }

    public String path() {
        return text(BindingField.PATH);
    }

    public String callId() {
        return text(BindingField.CALL_ID);
    }

    public String instance() {
        return text(BindingField.INSTANCE);
    }

    public String received() {
        return text(BindingField.RECEIVED);
    }

    public String userAgent() {
        return text(BindingField.USER_AGENT);
    }

    private String text(final int field) {
        final byte[] bytes = new byte[lengths[field]];
        buffer.getBytes(offsets[field], bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private long unsigned(final int fieldOffset) {
        return buffer.getInt(start + fieldOffset, ByteOrder.LITTLE_ENDIAN) & 0xFFFF_FFFFL;
    }
}
