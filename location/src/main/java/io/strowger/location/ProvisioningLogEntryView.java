// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

import io.strowger.location.codec.StoredLogEntryDecoder;
import io.strowger.location.codec.StoredLogEntryDecoder.ChangesDecoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Flyweight over one provisioning log entry. The changes are read in order by {@link #nextChange}. */
public final class ProvisioningLogEntryView {
    private static final int COPY = 4096;

    private final UnsafeBuffer bytes = new UnsafeBuffer(BindingSetView.NOTHING, 0, 0);
    private final CRC32C crc = new CRC32C();
    private final byte[] copy = new byte[COPY];
    private int count;
    private int changeBlock;
    private int first;
    private int next;
    private int at;

    /** Points this view at an entry; false when the checksum or the form is wrong, and then it is not to be used. */
    public boolean wrap(final DirectBuffer buffer, final int offset, final int length) {
        bytes.wrap(buffer, offset, length);
        count = 0;
        next = 0;
        final int covered = length - ProvisioningLogEntryEncoder.CRC_LENGTH;
        if (covered < 0
                || (int) checksum(covered) != bytes.getInt(covered, ByteOrder.LITTLE_ENDIAN)) {
            return false;
        }
        final int block = CodecHeader.block(bytes, StoredLogEntryDecoder.TEMPLATE_ID);
        final int group = CodecHeader.LENGTH + block;
        if (block < StoredLogEntryDecoder.BLOCK_LENGTH
                || group + ChangesDecoder.HEADER_SIZE > covered) {
            return false;
        }
        changeBlock = bytes.getByte(group) & 0xFF;
        count = bytes.getShort(group + 1, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
        first = group + ChangesDecoder.HEADER_SIZE;
        at = first;
        return true;
    }

    private long checksum(final int length) {
        crc.reset();
        final ByteBuffer direct = bytes.byteBuffer();
        if (direct != null && direct.isDirect()) {
            final int start = bytes.wrapAdjustment();
            crc.update(direct.duplicate().clear().limit(start + length).position(start));
            return crc.getValue();
        }
        for (int i = 0; i < length; i += COPY) {
            final int chunk = Math.min(COPY, length - i);
            bytes.getBytes(i, copy, 0, chunk);
            crc.update(copy, 0, chunk);
        }
        return crc.getValue();
    }

    public long birthDate() {
        return number(StoredLogEntryDecoder.birthDateEncodingOffset());
    }

    /** Term of the location server's leader that committed the entry. */
    public long term() {
        return number(StoredLogEntryDecoder.termEncodingOffset());
    }

    public long level() {
        return number(StoredLogEntryDecoder.levelEncodingOffset());
    }

    /** Epoch milliseconds. */
    public long committedAtMillis() {
        return number(StoredLogEntryDecoder.committedAtMillisEncodingOffset());
    }

    private long number(final int fieldOffset) {
        return bytes.getLong(CodecHeader.LENGTH + fieldOffset, ByteOrder.LITTLE_ENDIAN);
    }

    /** Number of changes. */
    public int count() {
        return count;
    }

    /** Goes back to the first change. */
    public void rewind() {
        next = 0;
        at = first;
    }

    /** Points the change at the next one (it expects any level); false after the last. */
    public boolean nextChange(final RecordChange into) {
        if (next == count) {
            return false;
        }
        final RecordTable table =
                RecordTable.ofCode(bytes.getByte(at + ChangesDecoder.tableEncodingOffset()));
        final int key = at + changeBlock + ChangesDecoder.keyHeaderLength();
        final int keyLength = unsignedShort(key - ChangesDecoder.keyHeaderLength());
        final int value = key + keyLength + ChangesDecoder.valueHeaderLength();
        final int valueLength = unsignedShort(value - ChangesDecoder.valueHeaderLength());
        if (table == null) {
            throw new IllegalStateException("log entry " + level() + " names no table at " + at);
        }
        into.reset(table).key(bytes, key, keyLength).value(bytes, value, valueLength);
        at = value + valueLength;
        next++;
        return true;
    }

    /** Whether this program knows every table that the changes name and they lie within the entry; rewinds. */
    public boolean isReadable() {
        int here = first;
        final int end = bytes.capacity() - ProvisioningLogEntryEncoder.CRC_LENGTH;
        for (int i = 0; i < count; i++) {
            final int key = here + changeBlock + ChangesDecoder.keyHeaderLength();
            if (key > end
                    || RecordTable.ofCode(
                                    bytes.getByte(here + ChangesDecoder.tableEncodingOffset()))
                            == null) {
                return false;
            }
            final int keyLength = unsignedShort(key - ChangesDecoder.keyHeaderLength());
            final int value = key + keyLength + ChangesDecoder.valueHeaderLength();
            if (keyLength == 0 || keyLength > Limits.KEY || value > end) {
                return false;
            }
            final int valueLength = unsignedShort(value - ChangesDecoder.valueHeaderLength());
            here = value + valueLength;
            if (valueLength > Limits.VALUE || here > end) {
                return false;
            }
        }
        rewind();
        return true;
    }

    private int unsignedShort(final int offset) {
        return bytes.getShort(offset, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    }
}
