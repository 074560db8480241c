// SPDX-License-Identifier: Apache-2.0
package io.strowger.lease;

/** What the lease has done by the process. It must not call back from here. */
public interface LeaseOutput {
    /**
     * Ask the location server group for the lease. An answer, whenever it comes, goes to {@link
     * Lease#onAnswer} with the same number.
     */
    void requestLease(long number, long heldTerm, long lengthMillis);

    /**
     * Tell the group that the lease of this term is given back; it is no matter whether that gets
     * there. After {@link #onStandby}.
     */
    void releaseLease(long heldTerm);

    /** Send to the other switch; what gets lost is sent again in another form. */
    void sendBeat(SwitchBeat beat);

    /** This switch is active from now on: take the address, open the doors. */
    void onActive(long term);

    /** The other switch sees more of the outside and is to be the active one. Before {@link #onStandby}. */
    void onHandOver();

    /** This switch is active no longer: nothing more goes out. */
    void onStandby();
}
