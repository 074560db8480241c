// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

/** Why a request is answered with 503 by the switch itself. */
public enum Refusal {
    /** No node lives. */
    NO_NODE(5),
    /** The nodes that live take nothing new. */
    OVERLOADED(2),
    /** Something is open at every Call-ID of a full table. */
    TABLE_FULL(5),
    /** The trunk to the node takes no more. */
    TRUNK_FULL(1);

    private final int retryAfterSeconds;

    Refusal(final int retryAfterSeconds) {
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** Value of Retry-After (RFC 3261 §20.33), to which the process adds a random second or two. */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
