// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

/** How it stands with the copy of the connection tuple table at the standby switch. */
public enum TableState {
    /** There is no other switch. */
    ALONE,
    /** This switch is active, and nobody follows its table. */
    NOT_FOLLOWED,
    /** This switch is active, and the other one follows its table. */
    FOLLOWED,
    /** This switch stands by, and its copy is not whole yet. */
    COPYING,
    /** This switch stands by with the whole table. */
    IN_STEP
}
