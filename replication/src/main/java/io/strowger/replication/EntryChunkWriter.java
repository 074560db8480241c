// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.replication.codec.EntryChunkMessageEncoder;
import io.strowger.replication.codec.EntryChunkMessageEncoder.PartsEncoder;
import io.strowger.replication.codec.MessageHeaderEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes a chunk of an incremental load: {@code begin}, {@code add} for each entry, {@code finish}. */
final class EntryChunkWriter {
    private static final int PART_FIXED =
            PartsEncoder.sbeBlockLength() + PartsEncoder.partHeaderLength();

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[WireLimits.FRAME]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final EntryChunkMessageEncoder message = new EntryChunkMessageEncoder();
    private PartsEncoder parts = message.wrap(buffer, 0).partsCount(0);
    private int count;

    void begin(final long server, final long birthDate, final long term, final long serverLevel) {
        message.wrapAndApplyHeader(buffer, 0, header)
                .server(server)
                .birthDate(birthDate)
                .term(term)
                .serverLevel(serverLevel);
        parts = message.partsCount(WireLimits.PARTS);
        count = 0;
    }

    /** Adds as much of an entry, from an offset on, as there is room for. Gives the bytes taken, 0 when it is full. */
    int add(final long level, final DirectBuffer entry, final int fromOffset) {
        final int room = WireLimits.FRAME - message.limit() - PART_FIXED;
        final int wanted = entry.capacity() - fromOffset;
        // A small rest of room is left over: entries are not cut without need.
        if (count == WireLimits.PARTS || room <= 0 || (wanted > room && count > 0)) {
            return 0;
        }
        final int length = Math.min(wanted, room);
        parts.next()
                .level(level)
                .entryLength(entry.capacity())
                .partOffset(fromOffset)
                .putPart(entry, fromOffset, length);
        count++;
        return length;
    }

    int count() {
        return count;
    }

    /** Ends the chunk and gives the frame's length. */
    int finish(final boolean endOfWindow) {
        parts.resetCountToIndex();
        message.endOfWindow((short) (endOfWindow ? 1 : 0));
        return message.limit();
    }

    DirectBuffer buffer() {
        return buffer;
    }
}
