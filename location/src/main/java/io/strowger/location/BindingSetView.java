// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

import io.strowger.location.codec.StoredBindingSetDecoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Flyweight over the value of one BINDING record: all bindings of an address-of-record. Copies nothing; valid as long
 * as the bytes below it, for a lookup until {@link LocationReader#release()}.
 */
public final class BindingSetView {
    static final UnsafeBuffer NOTHING = new UnsafeBuffer(new byte[0]);

    private final UnsafeBuffer bytes = new UnsafeBuffer(NOTHING, 0, 0);
    private final BindingView walker = new BindingView();
    private int count;
    private int blockLength;
    private int first;
    private int next;
    private int nextOffset;
    private long level;

    /**
     * Points this view at a value.
     *
     * @param level the database level that last changed the record, 0 = not stored yet
     * @return false when the bytes do not hold a binding set; the view is then empty
     */
    public boolean wrap(
            final DirectBuffer buffer, final int offset, final int length, final long level) {
        bytes.wrap(buffer, offset, length);
        this.level = level;
        count = 0;
        next = 0;
        final int block = CodecHeader.block(bytes, StoredBindingSetDecoder.TEMPLATE_ID);
        if (block < 0) {
            return false;
        }
        final int group = CodecHeader.LENGTH + block;
        if (group + StoredBindingSetDecoder.BindingsDecoder.HEADER_SIZE > length) {
            return false;
        }
        blockLength = bytes.getByte(group) & 0xFF;
        first = group + StoredBindingSetDecoder.BindingsDecoder.HEADER_SIZE;
        nextOffset = first;
        final int stored = bytes.getByte(group + 1) & 0xFF;
        if (stored > Limits.BINDINGS) {
            return false;
        }
        count = stored;
        return true;
    }

    /** Whether every binding lies within the value and within its limits; asked before a value is stored. */
    public boolean isWellFormed() {
        int at = first;
        for (int i = 0; i < count; i++) {
            at = walker.wrap(bytes, at, blockLength, bytes.capacity());
            if (at < 0 || walker.contactLength() == 0 || walker.q() > BindingView.Q_MAX) {
                return false;
            }
        }
        return count > 0 && at == bytes.capacity();
    }

    /** Number of bindings, 0..64. Those past their expiry are included until the location server removes them. */
    public int count() {
        return count;
    }

    /** Points the view at one binding; indexes upwards from 0 cost one step each. */
    public void binding(final int index, final BindingView into) {
        if (index < 0 || index >= count) {
            throw new IllegalArgumentException("binding " + index + " of " + count);
        }
        if (index < next) {
            next = 0;
            nextOffset = first;
        }
        while (next <= index) {
            nextOffset = into.wrap(bytes, nextOffset, blockLength, bytes.capacity());
            if (nextOffset < 0) {
                throw new IllegalStateException("binding " + next + " runs past its record");
            }
            next++;
        }
    }

    /** The database level that last changed this record; what a change of it must expect. */
    public long level() {
        return level;
    }

    /** When the first of the bindings expires, epoch milliseconds; Long.MAX_VALUE when there are none. */
    public long earliestExpiryMillis() {
        long earliest = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            binding(i, walker);
            earliest = Math.min(earliest, walker.expiresAtMillis());
        }
        return earliest;
    }
}
