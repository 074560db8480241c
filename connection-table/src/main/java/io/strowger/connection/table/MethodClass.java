// SPDX-License-Identifier: Apache-2.0
package io.strowger.connection.table;

import io.strowger.sip.message.Method;

/**
 * Methods that cost a node about the same. What is open is counted and weighed by these (after
 * Jiang et al., "Design, implementation, and performance of a load balancer for SIP server
 * clusters", 2012: an INVITE is more work than a BYE).
 */
public enum MethodClass {
    /** A call is routed, forked, and waits for a person. */
    INVITE,
    /** Authentication and a commit of the location database. */
    REGISTER,
    /** Follows a route that is in the request already. */
    BYE,
    OTHER;

    private static final MethodClass[] VALUES = values();

    /** How many there are. */
    public static final int COUNT = 4;

    /** The class of the transaction that a method belongs to; an ACK to its INVITE (RFC 3261 §17). */
    public static MethodClass of(final Method method) {
        return switch (method) {
            case INVITE, ACK -> INVITE;
            case REGISTER -> REGISTER;
            case BYE, CANCEL -> BYE;
            default -> OTHER;
        };
    }

    /** The class with this {@link #ordinal}. */
    public static MethodClass of(final int ordinal) {
        return VALUES[ordinal];
    }
}
