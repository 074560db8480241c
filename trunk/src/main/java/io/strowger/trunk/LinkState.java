// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

/** How one link of a trunk stands, as the end that sends over it sees it. */
public enum LinkState {
    /** Frames go over it. */
    WORKING,
    /** What was sent over it has not been answered: it is cut, or so full that it amounts to that. */
    SILENT,
    /** A round trip takes much longer than over another link. */
    CONGESTED,
    /** Nobody is at its other end. */
    CLOSED,
    /** It answers again, but not for long enough yet. */
    RETURNING
}
