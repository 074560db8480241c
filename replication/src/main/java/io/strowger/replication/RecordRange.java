// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.RecordCursor;
import io.strowger.location.RecordPosition;
import io.strowger.replication.codec.RecordChunkMessageDecoder.RecordsDecoder;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** All records after one place up to another, read from the bytes of a frame; their form has been checked. */
public final class RecordRange {
    private final RecordPosition after;
    private final RecordPosition to;
    private final DirectBuffer buffer;
    private final int groupAt;

    RecordRange(
            final RecordPosition after,
            final RecordPosition to,
            final DirectBuffer buffer,
            final int groupAt) {
        this.after = after;
        this.to = to;
        this.buffer = buffer;
        this.groupAt = groupAt;
    }

    /** The range begins after this place. */
    public RecordPosition after() {
        return after;
    }

    /** The range ends with this place, {@link RecordPosition#END} with the last record of all. */
    public RecordPosition to() {
        return to;
    }

    /** Number of records. */
    public int count() {
        return unsignedShort(groupAt + 2);
    }

    /** A cursor before the first record. */
    public RecordCursor cursor() {
        return new Cursor();
    }

    private int unsignedShort(final int at) {
        return buffer.getShort(at, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    }

    private final class Cursor implements RecordCursor {
        private final UnsafeBuffer key = new UnsafeBuffer(0, 0);
        private final UnsafeBuffer value = new UnsafeBuffer(0, 0);
        private final int block = unsignedShort(groupAt);
        private int left = count();
        private int at;
        private int next = groupAt + RecordsDecoder.HEADER_SIZE;

        @Override
        public boolean next() {
            if (left == 0) {
                return false;
            }
            at = next;
            final int keyAt = at + block + 2;
            final int keyLength = unsignedShort(keyAt - 2);
            final int valueAt = keyAt + keyLength + 2;
            final int valueLength = unsignedShort(valueAt - 2);
            key.wrap(buffer, keyAt, keyLength);
            value.wrap(buffer, valueAt, valueLength);
            next = valueAt + valueLength;
            left--;
            return true;
        }

        @Override
        public int table() {
            return buffer.getByte(at + RecordsDecoder.tableEncodingOffset()) & 0xFF;
        }

        @Override
        public long level() {
            return buffer.getLong(
                    at + RecordsDecoder.levelEncodingOffset(), ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public DirectBuffer key() {
            return key;
        }

        @Override
        public DirectBuffer value() {
            return value;
        }
    }
}
