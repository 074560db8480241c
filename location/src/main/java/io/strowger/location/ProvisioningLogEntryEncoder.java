// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

import io.strowger.location.codec.MessageHeaderEncoder;
import io.strowger.location.codec.StoredLogEntryEncoder;
import io.strowger.location.codec.StoredLogEntryEncoder.ChangesEncoder;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableDirectByteBuffer;
import org.agrona.MutableDirectBuffer;

/** Writes a provisioning log entry: {@code begin}, {@code add} for each change, {@code finish}. Keeps its own buffer. */
public final class ProvisioningLogEntryEncoder {
    static final int CRC_LENGTH = 4;
    private static final int CHANGE_FIXED =
            ChangesEncoder.sbeBlockLength()
                    + ChangesEncoder.keyHeaderLength()
                    + ChangesEncoder.valueHeaderLength();
    private static final int INITIAL_CAPACITY = 64 * 1024;

    private final ExpandableDirectByteBuffer buffer =
            new ExpandableDirectByteBuffer(INITIAL_CAPACITY);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final StoredLogEntryEncoder message = new StoredLogEntryEncoder();
    private final CRC32C crc = new CRC32C();
    private ChangesEncoder changes = message.wrap(buffer, 0).changesCount(0);
    private int count;

    /** Begins an entry without changes. */
    public void begin(
            final long birthDate, final long term, final long level, final long committedAtMillis) {
        message.wrapAndApplyHeader(buffer, 0, header)
                .birthDate(birthDate)
                .term(term)
                .level(level)
                .committedAtMillis(committedAtMillis);
        changes = message.changesCount(Limits.BATCH_CHANGES);
        count = 0;
    }

    /** Whether a change of this size can still be added. */
    public boolean hasRoom(final int keyLength, final int valueLength) {
        return count < Limits.BATCH_CHANGES
                && message.limit() + CHANGE_FIXED + keyLength + valueLength + CRC_LENGTH
                        <= Limits.LOG_ENTRY;
    }

    /** Adds a change; an empty value is a deletion. The caller has asked {@link #hasRoom}. */
    public void add(final RecordTable table, final DirectBuffer key, final DirectBuffer value) {
        changes.next()
                .table(table.code())
                .putKey(key, 0, key.capacity())
                .putValue(value, 0, value.capacity());
        count++;
    }

    /** Number of changes added. */
    public int count() {
        return count;
    }

    /** Ends the entry with its checksum and gives its length in {@link #buffer()}. */
    public int finish() {
        changes.resetCountToIndex();
        final int length = message.limit();
        buffer.checkLimit(length + CRC_LENGTH);
        crc.reset();
        crc.update(buffer.byteBuffer().duplicate().clear().limit(length));
        buffer.putInt(length, (int) crc.getValue(), ByteOrder.LITTLE_ENDIAN);
        return length + CRC_LENGTH;
    }

    /** Holds the entry from offset 0 on. */
    public MutableDirectBuffer buffer() {
        return buffer;
    }
}
