// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import org.jspecify.annotations.Nullable;

/** What a record of a frame is. The numbers are the wire's. */
public enum RecordKind {
    /** A SIP message: from outside when a switch sends it, to go outside when a node does. */
    MESSAGE(1),
    /** Switch to node: the connection is gone, could not be opened, or did not take a message. */
    FLOW_FAILED(2),
    /** Switch to node: a datagram did not reach its destination, a hint only. */
    UNREACHABLE(3),
    /** Switch to node: where the switch is reached from now on, an address on each line; it says so over the links that stay. */
    LINKS(4),
    /** Switch to node: it was given up, and what it had in hand is another node's now. */
    FORGET(5);

    private final byte number;

    RecordKind(final int number) {
        this.number = (byte) number;
    }

    byte number() {
        return number;
    }

    /** The kind of this number; null for one that a newer version knows. */
    static @Nullable RecordKind of(final byte number) {
        return switch (number) {
            case 1 -> MESSAGE;
            case 2 -> FLOW_FAILED;
            case 3 -> UNREACHABLE;
            case 4 -> LINKS;
            case 5 -> FORGET;
            default -> null;
        };
    }
}
