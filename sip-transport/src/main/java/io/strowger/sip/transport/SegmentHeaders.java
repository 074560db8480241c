// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * An array of {@code struct mmsghdr} for sends of several segments, which names the length of a segment in a control message ({@code
 * UDP_SEGMENT}; 64-bit Linux). The contents and names are those of the {@link MessageHeaders} of the batch.
 */
final class SegmentHeaders implements AutoCloseable {
    /** {@code CMSG_SPACE(2)}, and within it {@code CMSG_LEN(2)}. */
    private static final int CONTROL_BYTES = 24;

    private static final long CONTROL_CONTENT = 18;
    private static final int LEVEL = 8;
    private static final int TYPE = 12;
    private static final int SEGMENT = 16;
    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;

    private final NativeMemory memory;
    private final UnsafeBuffer buffer;
    private final int vectors;
    private final int controls;

    SegmentHeaders(final int count) {
        vectors = count * MessageHeaders.HEADER_BYTES;
        controls = vectors + count * MessageHeaders.VECTOR_BYTES;
        memory = new NativeMemory(controls + count * CONTROL_BYTES);
        buffer = memory.buffer();
        for (int i = 0; i < count; i++) {
            final int control = controls + i * CONTROL_BYTES;
            buffer.putLong(control, CONTROL_CONTENT);
            buffer.putInt(control + LEVEL, SOL_UDP);
            buffer.putInt(control + TYPE, UDP_SEGMENT);
        }
    }

    /** Address of the header of a group, for the system. */
    long address(final int group) {
        return memory.address() + (long) group * MessageHeaders.HEADER_BYTES;
    }

    /** Lays out one header for each group. */
    void fill(final SegmentPlan plan, final MessageHeaders alone) {
        int vector = vectors;
        for (int group = 0; group < plan.groups(); group++) {
            final int header = group * MessageHeaders.HEADER_BYTES;
            final int begin = vector;
            for (int i = plan.first(group); i >= 0; i = plan.next(i)) {
                buffer.putLong(vector, alone.contentAddress(i));
                buffer.putLong(vector + Long.BYTES, alone.contentLength(i));
                vector += MessageHeaders.VECTOR_BYTES;
            }
            final int first = plan.first(group);
            buffer.putLong(header, alone.nameAddress(first));
            buffer.putInt(header + MessageHeaders.NAME_LENGTH, alone.nameLength(first));
            buffer.putLong(header + MessageHeaders.VECTOR, memory.address() + begin);
            buffer.putLong(header + MessageHeaders.VECTOR_COUNT, plan.segments(group));
            control(group, header, plan.segments(group) > 1, plan.segmentBytes(group));
        }
    }

    private void control(
            final int group, final int header, final boolean isSegmented, final int bytes) {
        final int control = controls + group * CONTROL_BYTES;
        buffer.putShort(control + SEGMENT, (short) bytes);
        buffer.putLong(
                header + MessageHeaders.CONTROL, isSegmented ? memory.address() + control : 0);
        buffer.putLong(header + MessageHeaders.CONTROL_LENGTH, isSegmented ? CONTROL_BYTES : 0);
    }

    @Override
    public void close() {
        memory.close();
    }
}
