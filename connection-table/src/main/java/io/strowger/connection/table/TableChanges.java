// SPDX-License-Identifier: Apache-2.0
package io.strowger.connection.table;

/**
 * Told of each change that a copy of the table has to make too, before the call that makes it
 * returns. Whole values, so a change may be applied twice. The last use and what is open are no part
 * of a copy. The table must not be changed from here.
 */
public interface TableChanges {
    /** Nobody listens. */
    TableChanges IGNORED =
            new TableChanges() {
                @Override
                public void onPut(final int entry) {}

                @Override
                public void onRemoved(final long callIdHigh, final long callIdLow) {}
            };

    /** An entry is new or at another node. */
    void onPut(int entry);

    /** The entry of this Call-ID is gone. */
    void onRemoved(long callIdHigh, long callIdLow);
}
