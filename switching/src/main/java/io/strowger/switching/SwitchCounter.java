// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

/** What a switch counts. */
public enum SwitchCounter {
    /** Requests that went to a node, retransmissions included. */
    REQUESTS,
    /** Responses that went to a node. */
    RESPONSES,
    /** Dropped: Call-ID or transaction could not be read. */
    UNREADABLE,
    /** Requests seen again while they are kept. */
    RETRANSMISSIONS,
    /** Requests that went to a node, but there was no room to keep them. */
    NOT_KEPT,
    /** Requests of a dead node that went to another one. */
    HANDED_OVER,
    /** Kept requests that nobody waits for any more. */
    EXPIRED,
    /** Requests answered with 503. */
    REFUSED,
    /**
     * Messages that no node could be given and that are not answered: they come again, or nobody waits
     * for an answer.
     */
    DROPPED
}
