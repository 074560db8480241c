// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.Limits;
import io.strowger.location.RecordCursor;
import io.strowger.location.RecordPosition;
import io.strowger.replication.codec.MessageHeaderEncoder;
import io.strowger.replication.codec.RecordChunkMessageEncoder;
import io.strowger.replication.codec.RecordChunkMessageEncoder.RecordsEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes a chunk of a continuous reload: {@code begin}, {@code take} for each record, {@code finish}. */
final class RecordChunkWriter implements LoadSource.RecordSink {
    private static final int RECORD_FIXED =
            RecordsEncoder.sbeBlockLength()
                    + RecordsEncoder.keyHeaderLength()
                    + RecordsEncoder.valueHeaderLength();

    /** What the range itself takes behind the records. */
    private static final int RANGE = 2 * (2 + Limits.KEY);

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[WireLimits.FRAME]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final RecordChunkMessageEncoder message = new RecordChunkMessageEncoder();
    private final int mostRecords;
    private RecordsEncoder records = message.wrap(buffer, 0).recordsCount(0);
    private RecordPosition after = RecordPosition.START;
    private RecordPosition last = RecordPosition.START;
    private int count;
    private boolean isFull;

    /** Writes chunks of at most so many records, and never more than {@link WireLimits#RECORDS}. */
    RecordChunkWriter(final int mostRecords) {
        this.mostRecords = Math.min(mostRecords, WireLimits.RECORDS);
    }

    /** Begins a chunk of what comes after a place. */
    void begin(
            final long server,
            final long birthDate,
            final long term,
            final long sequence,
            final RecordPosition after) {
        this.after = after;
        last = after;
        message.wrapAndApplyHeader(buffer, 0, header)
                .server(server)
                .birthDate(birthDate)
                .term(term)
                .sequence(sequence);
        records = message.recordsCount(WireLimits.RECORDS);
        count = 0;
        isFull = false;
    }

    @Override
    public boolean take(final RecordCursor record) {
        final DirectBuffer key = record.key();
        final DirectBuffer value = record.value();
        final int end = message.limit() + RECORD_FIXED + key.capacity() + value.capacity() + RANGE;
        if (count == mostRecords || end > WireLimits.FRAME) {
            isFull = true;
            return false;
        }
        records.next()
                .level(record.level())
                .table((short) record.table())
                .putKey(key, 0, key.capacity())
                .putValue(value, 0, value.capacity());
        last = RecordPosition.of(record.table(), key);
        count++;
        return true;
    }

    /** Where the range ends: with the last record taken, or with everything when there were no more. */
    RecordPosition to() {
        return isFull ? last : RecordPosition.END;
    }

    /** Ends the chunk and gives the frame's length. */
    int finish(final long readAtLevel) {
        records.resetCountToIndex();
        final byte[] afterKey = after.key();
        final byte[] toKey = to().key();
        message.readAtLevel(readAtLevel)
                .afterTable((short) after.table())
                .toTable((short) to().table())
                .putAfterKey(afterKey, 0, afterKey.length)
                .putToKey(toKey, 0, toKey.length);
        return message.limit();
    }

    DirectBuffer buffer() {
        return buffer;
    }
}
