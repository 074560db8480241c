// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.replication.Message.EntryPart;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Puts an entry together from its parts, which come in order; one entry at a time, bounded by its length. */
final class EntryAssembly {
    private final ExpandableArrayBuffer bytes = new ExpandableArrayBuffer();
    private final UnsafeBuffer whole = new UnsafeBuffer(0, 0);
    private long level;
    private int entryLength;
    private int length;

    /** The entry when this part completes it, else null. A part that does not continue the entry is dropped. */
    @Nullable DirectBuffer add(final EntryPart part) {
        if (part.isWhole()) {
            return part.part();
        }
        if (part.partOffset() == 0 && part.level() != level) {
            level = part.level();
            entryLength = part.entryLength();
            length = 0;
        }
        if (part.level() != level
                || part.entryLength() != entryLength
                || part.partOffset() != length) {
            return null;
        }
        bytes.putBytes(length, part.part(), 0, part.part().capacity());
        length += part.part().capacity();
        if (length < entryLength) {
            return null;
        }
        whole.wrap(bytes, 0, length);
        forget();
        return whole;
    }

    /** How much of a level's entry is there. */
    int lengthOf(final long wanted) {
        return wanted == level ? length : 0;
    }

    void forget() {
        level = 0;
        length = 0;
        entryLength = 0;
    }
}
