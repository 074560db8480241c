// SPDX-License-Identifier: Apache-2.0
package io.strowger.chassis;

import java.util.Locale;

/** What a card is, in the order in which cards are started. */
public enum CardRole {
    /** A member of the location server. */
    LOCATION,
    /** A cluster node. */
    NODE,
    /** A switch. */
    SWITCH;

    /** As in the command line and in names of places. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
