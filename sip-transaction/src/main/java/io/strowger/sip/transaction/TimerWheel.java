// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

/**
 * Hashed timing wheel of intrusive nodes (Varghese and Lauck, scheme 6): arming and cancelling are
 * a list operation each. For one thread; the time is passed in and must not go backwards.
 *
 * <p>Deadlines are rounded up to a tick, so that nothing is early and no slot is looked at twice.
 * One further than a whole turn stays in its slot until its turn has come.
 */
public final class TimerWheel {
    private final long tickNanos;
    private final long originNanos;
    private final int mask;
    private final TimerNode[] slots;
    private final long[] occupied;
    private final TimerNode taken = new Anchor();
    private long tick;
    private int armed;

    /**
     * @param tickNanos granularity
     * @param slotCount a power of two from 64 on; a turn is slotCount ticks
     * @param nowNanos start of the time that the wheel will see
     */
    public TimerWheel(final long tickNanos, final int slotCount, final long nowNanos) {
        if (tickNanos <= 0 || slotCount < Long.SIZE || Integer.bitCount(slotCount) != 1) {
            throw new IllegalArgumentException(
                    "tick " + tickNanos + " ns, " + slotCount + " slots");
        }
        this.tickNanos = tickNanos;
        this.originNanos = nowNanos;
        this.mask = slotCount - 1;
        this.slots = new TimerNode[slotCount];
        for (int i = 0; i < slotCount; i++) {
            slots[i] = new Anchor();
        }
        this.occupied = new long[slotCount / Long.SIZE];
    }

    /** Number of nodes armed. */
    public int armed() {
        return armed;
    }

    /** Arms the node, in place of any earlier deadline of it. */
    public void arm(final TimerNode node, final long deadlineNanos) {
        cancel(node);
        final long wanted = Math.ceilDiv(deadlineNanos - originNanos, tickNanos);
        node.tick = Math.max(wanted, tick + 1);
        link(node);
        armed++;
    }

    /** Disarms the node; nothing happens when it is not armed. */
    public void cancel(final TimerNode node) {
        if (node.isArmed()) {
            unlink(node);
            armed--;
        }
    }

    /**
     * Expires what is due, at most {@code limit} nodes; the rest follows in the next call. Expiring
     * nodes may arm and cancel any node.
     *
     * @return number of nodes expired
     */
    public int expire(final long nowNanos, final int limit) {
        final long nowTick = Math.floorDiv(nowNanos - originNanos, tickNanos);
        int expired = expireTaken(nowNanos, limit);
        tick = Math.max(tick, Math.min(nowTick - mask - 1, nowTick));
        while (expired < limit && tick < nowTick) {
            tick++;
            take((int) tick & mask);
            expired += expireTaken(nowNanos, limit - expired);
        }
        return expired;
    }

    /**
     * A time before which nothing expires, as a hint for how long one may wait; {@link
     * Long#MAX_VALUE} when nothing is armed.
     */
    public long nextDeadlineNanos() {
        if (!taken.isLast()) {
            return originNanos + tick * tickNanos;
        }
        if (armed == 0) {
            return Long.MAX_VALUE;
        }
        final int first = (int) (tick + 1) & mask;
        final int slot = nextOccupied(first);
        return originNanos + (tick + 1 + ((slot - first) & mask)) * tickNanos;
    }

    private int nextOccupied(final int first) {
        int word = first >>> 6;
        long bits = occupied[word] & -1L << first;
        for (int i = 0; bits == 0 && i < occupied.length; i++) {
            word = (word + 1) & (occupied.length - 1);
            bits = occupied[word];
        }
        return (word << 6) + Long.numberOfTrailingZeros(bits);
    }

    private int expireTaken(final long nowNanos, final int limit) {
        int expired = 0;
        while (expired < limit && !taken.isLast()) {
            final TimerNode node = taken.nextTimer;
            unlink(node);
            if (node.tick > tick) {
                link(node);
            } else {
                armed--;
                expired++;
                node.onExpiry(nowNanos);
            }
        }
        return expired;
    }

    /** Moves a slot's nodes to a list of their own, so that expiring nodes may use the slot. */
    private void take(final int slot) {
        final TimerNode anchor = slots[slot];
        if (anchor.isLast()) {
            return;
        }
        taken.nextTimer = anchor.nextTimer;
        taken.previousTimer = anchor.previousTimer;
        taken.nextTimer.previousTimer = taken;
        taken.previousTimer.nextTimer = taken;
        anchor.nextTimer = anchor;
        anchor.previousTimer = anchor;
        occupied[slot >>> 6] &= ~(1L << slot);
    }

    private void link(final TimerNode node) {
        final int slot = (int) node.tick & mask;
        final TimerNode anchor = slots[slot];
        node.slot = slot;
        node.nextTimer = anchor.nextTimer;
        node.previousTimer = anchor;
        anchor.nextTimer.previousTimer = node;
        anchor.nextTimer = node;
        occupied[slot >>> 6] |= 1L << slot;
    }

    private void unlink(final TimerNode node) {
        node.previousTimer.nextTimer = node.nextTimer;
        node.nextTimer.previousTimer = node.previousTimer;
        node.nextTimer = node;
        node.previousTimer = node;
        final int slot = node.slot;
        node.slot = -1;
        final TimerNode anchor = slots[slot];
        if (anchor.isLast()) {
            occupied[slot >>> 6] &= ~(1L << slot);
        }
    }

    /** Begin and end of a ring of nodes. */
    private static final class Anchor extends TimerNode {
        Anchor() {
            slot = ANCHOR;
        }

        @Override
        protected void onExpiry(final long nowNanos) {
            throw new AssertionError("an anchor is never armed");
        }
    }
}
