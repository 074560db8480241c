// SPDX-License-Identifier: Apache-2.0
package io.strowger.table.stream;

/** Told of what an operator should know of the copy. It must not call back from here. */
public interface StandbyListener {
    /** The copy is equal to the table of the active switch, confirmed by digest at this number. */
    void onInStep(long number);

    /** The copy begins anew; until it is in step, the standby keeps what it had. */
    void onCopy(CopyReason reason, long number);

    /** The table here is smaller than the active's, or knows fewer nodes: the copy is incomplete. */
    void onUnfit();
}
