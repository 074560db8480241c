// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The changes that forwarding makes to a message: ranges of the original, each with the text that
 * takes its place. Everything between them is copied as bytes. Edits may be added in any order; what
 * two of them take away is taken away once. Insertions at one place keep the order in which they
 * came, before what is replaced there. Reusable.
 */
public final class MessageEdits {
    /** One for each line that a proxy may touch, with room to spare. */
    static final int MAX_EDITS = 64;

    private static final int TEXT_CAPACITY = 16 * 1024;

    private final int[] starts = new int[MAX_EDITS];
    private final int[] ends = new int[MAX_EDITS];
    private final long[] texts = new long[MAX_EDITS];
    private final UnsafeBuffer text = new UnsafeBuffer(new byte[TEXT_CAPACITY]);
    private final SipWriter writer = new SipWriter();
    private int count;
    private boolean open;
    private boolean overflowed;

    public void reset() {
        count = 0;
        open = false;
        overflowed = false;
        writer.wrap(text, 0, TEXT_CAPACITY);
    }

    /** Begins an edit; what is appended to the writer until the next call replaces [start, end). */
    public SipWriter replace(final int start, final int end) {
        closeText();
        if (count == MAX_EDITS) {
            overflowed = true;
            return writer;
        }
        int slot = count++;
        while (slot > 0 && isAfter(slot - 1, start, end)) {
            starts[slot] = starts[slot - 1];
            ends[slot] = ends[slot - 1];
            texts[slot] = texts[slot - 1];
            slot--;
        }
        starts[slot] = start;
        ends[slot] = end;
        texts[slot] = Span.of(writer.position(), -1 >>> 1);
        open = true;
        return writer;
    }

    private boolean isAfter(final int slot, final int start, final int end) {
        return starts[slot] > start || (starts[slot] == start && end == start && ends[slot] > end);
    }

    public SipWriter insert(final int at) {
        return replace(at, at);
    }

    public void delete(final int start, final int end) {
        replace(start, end);
    }

    private void closeText() {
        if (open) {
            for (int i = 0; i < count; i++) {
                if (Span.end(texts[i]) == Integer.MAX_VALUE) {
                    texts[i] = Span.of(Span.start(texts[i]), writer.position());
                }
            }
            open = false;
        }
    }

    /**
     * Copies [from, to) of the original with all edits carried out. What did not fit, here or while
     * the edits were made, shows as {@link SipWriter#overflowed} of the target.
     */
    public void apply(
            final DirectBuffer original, final int from, final int to, final SipWriter target) {
        closeText();
        int at = from;
        for (int i = 0; i < count; i++) {
            target.put(original, at, Math.max(0, starts[i] - at));
            target.put(text, texts[i]);
            at = Math.max(at, ends[i]);
        }
        target.put(original, at, Math.max(0, to - at));
    }

    /** Whether there were more edits or more text than fits: the message must not be sent. */
    public boolean overflowed() {
        return overflowed || writer.overflowed();
    }
}
