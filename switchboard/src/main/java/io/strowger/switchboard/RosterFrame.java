// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.collections.LongHashSet;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Which node has which number at the active switch, and which of them drain, as it goes over link 213 beside beats (kind 16), addresses (kind 18)
 * and the table (lower kinds), which names nodes by these numbers. Little-endian. One thread.
 *
 * <pre>
 *  0 kind         1   {@link #KIND}
 *  1 version      1
 *  2 nodes        2
 *  4 reserved     4
 *  8 term         8
 * 16 of each node: id 8, flags 8 (bit 0: drains)
 * </pre>
 */
final class RosterFrame {
    static final byte KIND = 17;
    private static final byte VERSION = 1;
    private static final int HEADER = 16;
    private static final int NODE = 16;

    private final UnsafeBuffer buffer;
    private int count;
    private long term;
    private long[] ids = new long[0];
    private boolean[] draining = new boolean[0];

    /**
     * @param most nodes of a router
     */
    RosterFrame(final int most) {
        buffer = new UnsafeBuffer(new byte[HEADER + most * NODE]);
    }

    static boolean isRoster(final DirectBuffer from, final int offset, final int length) {
        return length > 0 && from.getByte(offset) == KIND;
    }

    RosterFrame begin(final long ofLease) {
        count = 0;
        buffer.setMemory(0, HEADER, (byte) 0);
        buffer.putByte(0, KIND);
        buffer.putByte(1, VERSION);
        buffer.putLong(8, ofLease, LITTLE_ENDIAN);
        return this;
    }

    void add(final long id, final boolean drains) {
        final int at = length();
        buffer.putLong(at, id, LITTLE_ENDIAN);
        buffer.putLong(at + 8, drains ? 1 : 0, LITTLE_ENDIAN);
        count++;
        buffer.putShort(2, (short) count, LITTLE_ENDIAN);
    }

    DirectBuffer buffer() {
        return buffer;
    }

    /** Of what was written, in bytes. */
    int length() {
        return HEADER + count * NODE;
    }

    /** Reads one; false when it is none that this version understands, or names a node twice. A later version may append. */
    boolean read(final DirectBuffer from, final int offset, final int length) {
        if (length < HEADER
                || from.getByte(offset) != KIND
                || from.getByte(offset + 1) < VERSION
                || from.getLong(offset + 8, LITTLE_ENDIAN) <= 0) {
            return false;
        }
        final int nodes = from.getShort(offset + 2, LITTLE_ENDIAN);
        if (nodes < 0 || length < HEADER + nodes * NODE) {
            return false;
        }
        term = from.getLong(offset + 8, LITTLE_ENDIAN);
        ids = new long[nodes];
        draining = new boolean[nodes];
        final LongHashSet once = new LongHashSet();
        for (int i = 0; i < nodes; i++) {
            final int at = offset + HEADER + i * NODE;
            ids[i] = from.getLong(at, LITTLE_ENDIAN);
            draining[i] = (from.getLong(at + 8, LITTLE_ENDIAN) & 1) != 0;
            if (!once.add(ids[i])) {
                return false;
            }
        }
        return true;
    }

    /** Of the lease under which the numbers were given. */
    long term() {
        return term;
    }

    /** Of what was read: by their numbers. */
    long[] ids() {
        return ids;
    }

    boolean drains(final int node) {
        return draining[node];
    }
}
