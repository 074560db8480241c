// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

/** The way to the location server group, which gives the lease of the active switch. The thread of the switch; never waits. */
public interface LeaseDoor {
    /**
     * Asks for the lease, or for more of it; it is no matter whether the request gets there.
     *
     * @param heldTerm the term that this switch holds, 0 for none
     */
    void request(long number, long heldTerm, long lengthMillis);

    /** Gives the lease back: the other switch need not wait for its end. */
    void release(long heldTerm);

    /** Hands over the answers that have come. */
    void poll(Answers to);

    /** Takes answers. */
    interface Answers {
        /**
         * The answer to the request of this number.
         *
         * @param term that this switch holds now, 0 when the other one has the lease
         */
        void onAnswer(long number, long term);
    }
}
