// SPDX-License-Identifier: Apache-2.0
package io.strowger.standby;

import io.strowger.table.stream.StandbyListener;
import org.agrona.DirectBuffer;

/** What one of two switches has done by its process. It must not call back from here. */
public interface StandbyOutput extends StandbyListener {
    /**
     * Ask the location server group for the lease; an answer goes to {@link ActiveStandby#onLeaseAnswer} with
     * the same number.
     */
    void requestLease(long number, long heldTerm, long lengthMillis);

    /** Tell the group that the lease of this term is given back. */
    void releaseLease(long heldTerm);

    /**
     * Sends a frame to the other switch over link 213; taken or refused at once, not kept.
     *
     * @return false when the link takes no more, or nobody is there
     */
    boolean sendToOther(DirectBuffer buffer, int offset, int length);

    /** This switch is active: take the address, tell the nodes the term, open the doors. */
    void onActive(long term);

    /** The other switch sees more of the outside and is to be the active one. Before {@link #onStandby}. */
    void onHandOver();

    /** It is active no longer: nothing more goes out, the address goes. */
    void onStandby();
}
