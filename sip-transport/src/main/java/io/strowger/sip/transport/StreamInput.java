// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Bytes of one stream that are not yet a whole message. They are looked at in a buffer that all
 * connections share; only what is left over is kept in memory of the connection's own, so that an
 * idle connection holds none.
 */
final class StreamInput {
    private static final byte[] NOTHING = {};
    private static final int LEAST_BYTES = 1_024;

    /** What all streams together hold beyond the shared buffer. */
    static final class Budget {
        private final long maxBytes;
        private long bytes;

        Budget(final long maxBytes) {
            this.maxBytes = maxBytes;
        }

        boolean isExceeded() {
            return bytes > maxBytes;
        }

        long bytes() {
            return bytes;
        }
    }

    private final byte[] shared;
    private final Budget budget;
    private final UnsafeBuffer view = new UnsafeBuffer(NOTHING);
    private byte[] own = NOTHING;
    private int start;
    private int end;
    private boolean inShared;

    /**
     * @param shared of the connection thread; used only between {@link #add} and {@link #settle}
     */
    StreamInput(final byte[] shared, final Budget budget) {
        this.shared = shared;
        this.budget = budget;
    }

    DirectBuffer buffer() {
        return view;
    }

    int start() {
        return start;
    }

    int available() {
        return end - start;
    }

    int ownBytes() {
        return own.length;
    }

    void add(final ByteBuf bytes) {
        final int count = bytes.readableBytes();
        if (start == end && count <= shared.length) {
            bytes.readBytes(shared, 0, count);
            view.wrap(shared);
            start = 0;
            end = count;
            inShared = true;
            return;
        }
        settle();
        makeRoom(count);
        bytes.readBytes(own, end, count);
        end += count;
    }

    void consume(final int count) {
        start += count;
    }

    void clear() {
        start = end;
        settle();
    }

    /** Before the thread turns to another connection: takes what is left out of the shared buffer. */
    void settle() {
        if (start == end) {
            hold(NOTHING);
            start = 0;
            end = 0;
        } else if (inShared) {
            hold(Arrays.copyOfRange(shared, start, start + sizeFor(end - start)));
            end -= start;
            start = 0;
        }
        inShared = false;
    }

    private void makeRoom(final int count) {
        final int needed = end - start + count;
        if (end + count <= own.length) {
            return;
        }
        final byte[] target = needed <= own.length ? own : new byte[sizeFor(needed)];
        System.arraycopy(own, start, target, 0, end - start);
        hold(target);
        end -= start;
        start = 0;
    }

    private void hold(final byte[] bytes) {
        budget.bytes += bytes.length - own.length;
        own = bytes;
        view.wrap(bytes);
    }

    private static int sizeFor(final int bytes) {
        return BitUtil.findNextPositivePowerOfTwo(Math.max(LEAST_BYTES, bytes));
    }
}
