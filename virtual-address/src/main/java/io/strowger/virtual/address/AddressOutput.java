// SPDX-License-Identifier: Apache-2.0
package io.strowger.virtual.address;

/** What the keeper of an address has done by the process. */
interface AddressOutput {
    /** Adds the address for {@link AddressKeeper#LIFETIME_SECONDS}, or lengthens that; false when it could not. */
    boolean hold();

    /** Takes the address away, if it is there; false when that could not be done. */
    boolean remove();

    /** Tells everybody on the link that the address is here. */
    void announce();

    /** The address has come, or is to go. */
    void onState(AddressState state, long term);
}
