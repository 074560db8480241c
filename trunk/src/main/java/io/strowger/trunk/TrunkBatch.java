// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import io.strowger.bus.Streams;
import io.strowger.sip.message.Flow;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The records that gather for one peer until the turn is over or the frame is full. One thread. */
final class TrunkBatch {
    /** With a header of links before it a frame still fits the bus. */
    static final int CAPACITY = Streams.MAX_FRAME - LinkHeader.LENGTH;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[CAPACITY]);
    private int length = FrameHeader.LENGTH;

    /** Whether a record with so many bytes of SIP fits beside those that are there. */
    boolean hasRoom(final int sipLength) {
        return CAPACITY - length - TrunkRecord.HEADER >= sipLength;
    }

    void add(
            final RecordKind kind,
            final Flow flow,
            final DirectBuffer source,
            final int offset,
            final int sipLength) {
        TrunkRecord.write(buffer, length, kind, flow, sipLength);
        buffer.putBytes(length + TrunkRecord.HEADER, source, offset, sipLength);
        length += TrunkRecord.HEADER + sipLength;
    }

    /** Adds a whole record. */
    void add(final DirectBuffer record, final int offset, final int recordLength) {
        buffer.putBytes(length, record, offset, recordLength);
        length += recordLength;
    }

    /** Adds what a record says of its flow. */
    void addWithoutMessage(final RecordKind kind, final TrunkRecord record) {
        buffer.putBytes(length, record.buffer(), record.offset(), TrunkRecord.HEADER);
        TrunkRecord.turnInto(buffer, length, kind);
        length += TrunkRecord.HEADER;
    }

    boolean isEmpty() {
        return length == FrameHeader.LENGTH;
    }

    /** The frame as it is to go out. */
    DirectBuffer frame(final FrameHeader header) {
        header.write(buffer, 0);
        return buffer;
    }

    int length() {
        return length;
    }

    void clear() {
        length = FrameHeader.LENGTH;
    }
}
