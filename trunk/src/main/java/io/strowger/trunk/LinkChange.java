// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

/** What adding or removing a link while everything runs has come to. */
public enum LinkChange {
    DONE,
    /** The trunk goes over no network. */
    NO_NETWORK,
    /** There is a link of this address. */
    THERE_ALREADY,
    /** There are as many links as there can be. */
    NO_ROOM,
    /** This host does not have the address, or the port is another's. */
    NOT_LISTENING,
    /** There is no link of this address. */
    NOT_THERE,
    /** Somebody is reached by no other link. */
    NEEDED
}
