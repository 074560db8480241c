// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

import io.strowger.location.codec.MessageHeaderEncoder;
import io.strowger.location.codec.StoredChangeDecoder;
import io.strowger.location.codec.StoredChangeEncoder;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One change that is asked for: REGISTER, REST, command line and import all speak this. A reusable flyweight over the
 * key and the value; it has a form in bytes for the way to the location server.
 */
public final class RecordChange {
    /** The record may be at any level or absent. */
    public static final long ANY_LEVEL = -1;

    /** The record must not exist. */
    public static final long MUST_NOT_EXIST = 0;

    private static final int LENGTH_BYTES = 2;

    private final StoredChangeEncoder encoder = new StoredChangeEncoder();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final UnsafeBuffer key = new UnsafeBuffer(BindingSetView.NOTHING, 0, 0);
    private final UnsafeBuffer value = new UnsafeBuffer(BindingSetView.NOTHING, 0, 0);
    private final UnsafeBuffer wire = new UnsafeBuffer(BindingSetView.NOTHING, 0, 0);
    private RecordTable table = RecordTable.USER;
    private long expectedLevel = ANY_LEVEL;

    /** Begins a change of this table that expects nothing and deletes; key and value are to follow. */
    public RecordChange reset(final RecordTable table) {
        this.table = table;
        expectedLevel = ANY_LEVEL;
        key.wrap(BindingSetView.NOTHING, 0, 0);
        value.wrap(BindingSetView.NOTHING, 0, 0);
        return this;
    }

    /** 1..256 bytes; not copied. */
    public RecordChange key(final DirectBuffer buffer, final int offset, final int length) {
        key.wrap(buffer, offset, length);
        return this;
    }

    /** 1..256 bytes; not copied. */
    public RecordChange key(final byte[] bytes) {
        key.wrap(bytes);
        return this;
    }

    /** At most {@link Limits#VALUE} bytes, 0 = delete; not copied. */
    public RecordChange value(final DirectBuffer buffer, final int offset, final int length) {
        value.wrap(buffer, offset, length);
        return this;
    }

    /** {@link #ANY_LEVEL}, {@link #MUST_NOT_EXIST}, or the level that the record must be at. */
    public RecordChange expectedLevel(final long level) {
        expectedLevel = level;
        return this;
    }

    public RecordTable table() {
        return table;
    }

    /** The key from 0 to its capacity. */
    public DirectBuffer key() {
        return key;
    }

    /** The value from 0 to its capacity. */
    public DirectBuffer value() {
        return value;
    }

    public long expectedLevel() {
        return expectedLevel;
    }

    public boolean isDelete() {
        return value.capacity() == 0;
    }

    /** Length of the encoded form. */
    public int encodedLength() {
        return CodecHeader.LENGTH
                + StoredChangeEncoder.BLOCK_LENGTH
                + 2 * LENGTH_BYTES
                + key.capacity()
                + value.capacity();
    }

    /** Writes the change; gives its length, or -1 when key or value are past their limits. */
    public int encode(final MutableDirectBuffer buffer, final int offset) {
        if (key.capacity() > Limits.KEY || value.capacity() > Limits.VALUE) {
            return -1;
        }
        encoder.wrapAndApplyHeader(buffer, offset, header)
                .expectedLevel(expectedLevel)
                .table(table.code())
                .putKey(key, 0, key.capacity())
                .putValue(value, 0, value.capacity());
        return encoder.limit() - offset;
    }

    /** Points this change at an encoded one; gives its length, or -1 when the bytes do not hold one. */
    public int decode(final DirectBuffer buffer, final int offset, final int length) {
        wire.wrap(buffer, offset, length);
        final int block = CodecHeader.block(wire, StoredChangeDecoder.TEMPLATE_ID);
        if (block < StoredChangeDecoder.BLOCK_LENGTH) {
            return -1;
        }
        final RecordTable named =
                RecordTable.ofCode(
                        wire.getByte(
                                CodecHeader.LENGTH + StoredChangeDecoder.tableEncodingOffset()));
        final int keyAt = CodecHeader.LENGTH + block + LENGTH_BYTES;
        final int keyLength = lengthBefore(keyAt);
        final int valueAt = keyAt + keyLength + LENGTH_BYTES;
        final int valueLength = keyLength < 0 ? -1 : lengthBefore(valueAt);
        if (named == null || valueLength < 0) {
            return -1;
        }
        table = named;
        expectedLevel =
                wire.getLong(
                        CodecHeader.LENGTH + StoredChangeDecoder.expectedLevelEncodingOffset(),
                        ByteOrder.LITTLE_ENDIAN);
        key.wrap(wire, keyAt, keyLength);
        value.wrap(wire, valueAt, valueLength);
        return valueAt + valueLength;
    }

    private int lengthBefore(final int at) {
        if (at > wire.capacity()) {
            return -1;
        }
        final int length = wire.getShort(at - LENGTH_BYTES, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
        return at + length <= wire.capacity() ? length : -1;
    }
}
