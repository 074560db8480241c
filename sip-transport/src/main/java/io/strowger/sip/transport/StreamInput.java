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

    private final byte[] shared;
    private final UnsafeBuffer view = new UnsafeBuffer(NOTHING);
    private byte[] own = NOTHING;
    private int start;
    private int end;
    private boolean inShared;

    /**
     * @param shared of the connection thread; used only between {@link #add} and {@link #settle}
     */
    StreamInput(final byte[] shared) {
        this.shared = shared;
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
        view.wrap(own);
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
            own = NOTHING;
            view.wrap(NOTHING);
            start = 0;
            end = 0;
        } else if (inShared) {
            own = Arrays.copyOfRange(shared, start, start + sizeFor(end - start));
            end -= start;
            start = 0;
            view.wrap(own);
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
        own = target;
        end -= start;
        start = 0;
    }

    private static int sizeFor(final int bytes) {
        return BitUtil.findNextPositivePowerOfTwo(Math.max(LEAST_BYTES, bytes));
    }
}
