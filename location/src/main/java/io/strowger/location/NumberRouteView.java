// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

import io.strowger.location.codec.StoredNumberRouteDecoder;
import io.strowger.location.codec.StoredNumberRouteDecoder.TargetsDecoder;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Flyweight over the value of one NUMBER record: targets in the order they were given; valid as long as its bytes. */
public final class NumberRouteView {
    private final UnsafeBuffer bytes = new UnsafeBuffer(BindingSetView.NOTHING, 0, 0);
    private final int[] blocks = new int[Limits.TARGETS];
    private final int[] uriOffsets = new int[Limits.TARGETS];
    private final int[] uriLengths = new int[Limits.TARGETS];
    private int count;
    private long level;

    /** Points this view at a value; false, and the view empty, when the bytes do not hold a route. */
    public boolean wrap(
            final DirectBuffer buffer, final int offset, final int length, final long level) {
        bytes.wrap(buffer, offset, length);
        this.level = level;
        count = 0;
        final int block = CodecHeader.block(bytes, StoredNumberRouteDecoder.TEMPLATE_ID);
        final int group = CodecHeader.LENGTH + block;
        if (block < 0 || group + TargetsDecoder.HEADER_SIZE > length) {
            return false;
        }
        final int targetBlock = bytes.getByte(group) & 0xFF;
        final int stored = bytes.getByte(group + 1) & 0xFF;
        if (targetBlock < TargetsDecoder.sbeBlockLength() || stored > Limits.TARGETS) {
            return false;
        }
        int at = group + TargetsDecoder.HEADER_SIZE;
        for (int i = 0; i < stored; i++) {
            final int uri = at + targetBlock + TargetsDecoder.uriHeaderLength();
            if (uri > length) {
                return false;
            }
            blocks[i] = at;
            uriOffsets[i] = uri;
            uriLengths[i] = unsignedShort(at + targetBlock);
            at = uri + uriLengths[i];
            if (at > length) {
                return false;
            }
        }
        count = stored;
        return true;
    }

    /** Number of targets, 0..32. */
    public int count() {
        return count;
    }

    /** The buffer that {@link #uriOffset} refers to. */
    public DirectBuffer buffer() {
        return bytes;
    }

    public int uriOffset(final int target) {
        return uriOffsets[target];
    }

    public int uriLength(final int target) {
        return uriLengths[target];
    }

    /** The target's SIP URI as text, for the management interface. */
    public String uri(final int target) {
        final byte[] copy = new byte[uriLengths[target]];
        bytes.getBytes(uriOffsets[target], copy);
        return new String(copy, StandardCharsets.UTF_8);
    }

    /** Lower is tried first. */
    public int priority(final int target) {
        return unsignedShort(blocks[target] + TargetsDecoder.priorityEncodingOffset());
    }

    /** Share among targets of equal priority. */
    public int weight(final int target) {
        return unsignedShort(blocks[target] + TargetsDecoder.weightEncodingOffset());
    }

    /** The database level that last changed this record. */
    public long level() {
        return level;
    }

    private int unsignedShort(final int offset) {
        return bytes.getShort(offset, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    }
}
