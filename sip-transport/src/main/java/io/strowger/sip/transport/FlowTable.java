// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.strowger.sip.message.Flow;
import java.util.Arrays;
import org.agrona.BitUtil;
import org.jspecify.annotations.Nullable;

/**
 * Flows by remote address and port: open addressing, at most {@code limit} entries, no allocation
 * on lookup. At the limit the clock algorithm makes room: an entry looked up since the hand last
 * passed is spared once. A flow is a value, so what is evicted is merely made again.
 *
 * <p>Owned by one thread.
 */
public final class FlowTable {
    private static final int MAX_LIMIT = 1 << 26;

    private final int limit;
    private final int mask;
    private final long seed;
    private final @Nullable Flow[] flows;
    private final byte[] used;
    private int size;
    private int hand;

    /**
     * @param seed random, so that nobody outside can choose colliding addresses
     */
    public FlowTable(final int limit, final long seed) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("flow limit " + limit + " not in 1.." + MAX_LIMIT);
        }
        this.limit = limit;
        this.seed = seed;
        final int capacity = BitUtil.findNextPositivePowerOfTwo(Math.max(8, 2 * limit));
        this.mask = capacity - 1;
        this.flows = new Flow[capacity];
        this.used = new byte[capacity];
    }

    int size() {
        return size;
    }

    /** The flow to this remote address and port, null when it is not known. */
    public @Nullable Flow find(final long high, final long low, final int port) {
        int slot = slotOf(high, low, port);
        Flow flow = flows[slot];
        while (flow != null) {
            if (isSame(flow, high, low, port)) {
                if (used[slot] == 0) {
                    used[slot] = 1;
                }
                return flow;
            }
            slot = slot + 1 & mask;
            flow = flows[slot];
        }
        return null;
    }

    /** Adds the flow, or puts it in the place of the one with the same remote address and port. */
    public void put(final Flow flow) {
        int slot = slotOf(flow.addressHigh(), flow.addressLow(), flow.port());
        for (Flow held = flows[slot]; held != null; held = flows[slot]) {
            if (isSame(held, flow.addressHigh(), flow.addressLow(), flow.port())) {
                flows[slot] = flow;
                return;
            }
            slot = slot + 1 & mask;
        }
        if (size == limit) {
            evictOne();
            // The eviction may have moved entries: look for the free slot again.
            slot = slotOf(flow.addressHigh(), flow.addressLow(), flow.port());
            while (flows[slot] != null) {
                slot = slot + 1 & mask;
            }
        }
        flows[slot] = flow;
        used[slot] = 0;
        size++;
    }

    /** Removes exactly this flow; another one to the same remote address stays. */
    public void remove(final Flow flow) {
        int slot = slotOf(flow.addressHigh(), flow.addressLow(), flow.port());
        for (Flow held = flows[slot]; held != null; held = flows[slot]) {
            if (held.equals(flow)) {
                removeAt(slot);
                return;
            }
            slot = slot + 1 & mask;
        }
    }

    void clear() {
        Arrays.fill(flows, null);
        size = 0;
    }

    private void evictOne() {
        while (true) {
            hand = hand + 1 & mask;
            if (flows[hand] != null) {
                if (used[hand] == 0) {
                    removeAt(hand);
                    return;
                }
                used[hand] = 0;
            }
        }
    }

    /** Closes the gap, so that a search may stop at the first empty slot (Knuth 6.4, algorithm R). */
    private void removeAt(final int removed) {
        int gap = removed;
        int slot = removed;
        while (true) {
            slot = slot + 1 & mask;
            final Flow flow = flows[slot];
            if (flow == null) {
                break;
            }
            final int home = slotOf(flow.addressHigh(), flow.addressLow(), flow.port());
            if ((slot - home & mask) >= (slot - gap & mask)) {
                flows[gap] = flow;
                used[gap] = used[slot];
                gap = slot;
            }
        }
        flows[gap] = null;
        size--;
    }

    private int slotOf(final long high, final long low, final int port) {
        long hash = (high ^ seed) * 0x9E3779B97F4A7C15L;
        hash = (hash ^ hash >>> 32 ^ low) * 0xC2B2AE3D27D4EB4FL;
        hash = (hash ^ hash >>> 29 ^ port) * 0x165667B19E3779F9L;
        return (int) (hash ^ hash >>> 32) & mask;
    }

    private static boolean isSame(
            final Flow flow, final long high, final long low, final int port) {
        return flow.addressLow() == low && flow.port() == port && flow.addressHigh() == high;
    }
}
