// SPDX-License-Identifier: Apache-2.0
package io.strowger.table.stream;

import io.strowger.connection.table.ConnectionTable;
import io.strowger.connection.table.ConnectionTuple;
import java.util.Arrays;

/**
 * A table that is made equal to another one by whole values, and knows which of its entries have been
 * confirmed since the copy began. What was there before makes room when the table is full.
 */
final class TableCopy {
    private final ConnectionTable table;
    private final long[] confirmed;
    private final ConnectionTuple tuple = new ConnectionTuple();
    private final ConnectionTuple present = new ConnectionTuple();

    /** All entries below are confirmed. */
    private int hand;

    TableCopy(final ConnectionTable table) {
        this.table = table;
        confirmed = new long[(table.config().entries() + Long.SIZE - 1) / Long.SIZE];
    }

    ConnectionTable table() {
        return table;
    }

    /** Nothing is confirmed any more. */
    void begin() {
        Arrays.fill(confirmed, 0);
        hand = 0;
    }

    /** Applies a change; false when it does not fit into this table. */
    boolean apply(final TableFrame frame, final int change, final long nowNanos) {
        final long high = frame.callIdHigh(change);
        final long low = frame.callIdLow(change);
        int entry = table.find(high, low);
        if (frame.isRemoval(change)) {
            remove(entry);
            return true;
        }
        final int node = frame.node(change);
        if (node >= table.config().nodes()) {
            remove(entry);
            return false;
        }
        frame.readTuple(change, tuple);
        if (entry != ConnectionTable.NONE && hasOtherTuple(entry)) {
            remove(entry);
            entry = ConnectionTable.NONE;
        }
        if (entry != ConnectionTable.NONE) {
            table.move(entry, node);
        } else if (table.size() == table.config().entries() && !makeRoom()) {
            return false;
        } else {
            entry = table.add(high, low, tuple, node, nowNanos);
        }
        confirmed[entry / Long.SIZE] |= 1L << entry;
        return true;
    }

    private boolean hasOtherTuple(final int entry) {
        table.readTuple(entry, present);
        return !present.isSameAs(tuple);
    }

    private void remove(final int entry) {
        if (entry != ConnectionTable.NONE) {
            table.remove(entry);
        }
    }

    /**
     * Removes what the copy has not confirmed, looking at so many more places.
     *
     * @return whether that is all
     */
    boolean sweep(final int places) {
        final int end = (int) Math.min(table.end(), (long) hand + places);
        for (; hand < end; hand++) {
            if (isUnconfirmed(hand)) {
                remove(hand);
            }
        }
        return hand >= table.end();
    }

    private boolean makeRoom() {
        for (; hand < table.end(); hand++) {
            if (isUnconfirmed(hand)) {
                remove(hand);
                return true;
            }
        }
        return false;
    }

    private boolean isUnconfirmed(final int entry) {
        return (confirmed[entry / Long.SIZE] & 1L << entry) == 0
                && table.next(entry, entry + 1) == entry;
    }
}
