// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

/** Adds and removes links of the trunk of a switch while everything runs. Called on many threads at once; waits a moment. */
public interface LinkChanges {
    /** What an order came to. */
    enum Outcome {
        DONE,
        NO_ADDRESS,
        /** The trunk goes over no network. */
        NO_NETWORK,
        THERE_ALREADY,
        NO_ROOM,
        /** This host does not have the address, or the port is another's. */
        NOT_LISTENING,
        NOT_THERE,
        /** A node is reached by no other link. */
        NEEDED,
        /** The thread of the switch does not answer. */
        NOT_SERVING
    }

    /**
     * Adds or removes a link.
     *
     * @param address IP address and port at which the switch is reached
     */
    Outcome change(String address, boolean adds);
}
