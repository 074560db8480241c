// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Looks keys up in a {@link BindingMemory}. What it finds stays until {@link #release}. One thread. */
final class BindingMemoryReader {
    /** What a lookup says. */
    enum Outcome {
        FOUND,
        ABSENT,
        /** The bindings are not kept in memory (any more). */
        NOT_KEPT
    }

    private final BindingMemory memory;
    private final ReaderEpochs.Reader reader;
    private final UnsafeBuffer key = new UnsafeBuffer(0, 0);
    private boolean looking;

    BindingMemoryReader(final BindingMemory memory) {
        this.memory = memory;
        reader = memory.epochs().register();
    }

    /** Looks up a key; when found, the buffer is wrapped over its value as it lies in the database. */
    Outcome find(
            final DirectBuffer wanted,
            final int offset,
            final int length,
            final UnsafeBuffer value) {
        if (!looking) {
            reader.enter();
            looking = true;
        }
        final @Nullable SlotTable slots = memory.slots();
        if (slots == null) {
            return Outcome.NOT_KEPT;
        }
        final long hash = KeyHash.of(memory.seed(), wanted, offset, length);
        final long address = BindingMemory.find(slots, hash, wanted, offset, length, key);
        if (address == 0) {
            return Outcome.ABSENT;
        }
        BindingMemory.wrapValue(address, length, value);
        return Outcome.FOUND;
    }

    void release() {
        if (looking) {
            reader.leave();
            looking = false;
        }
    }

    void close() {
        release();
        memory.epochs().remove(reader);
    }
}
