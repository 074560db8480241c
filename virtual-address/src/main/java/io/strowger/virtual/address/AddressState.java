// SPDX-License-Identifier: Apache-2.0
package io.strowger.virtual.address;

import java.util.Locale;

/** Where the address is, as the command is told. */
public enum AddressState {
    /** Here. */
    ACTIVE,
    /** Not here. */
    STANDBY;

    /** The word that the command gets. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
