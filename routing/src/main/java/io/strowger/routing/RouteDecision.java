// SPDX-License-Identifier: Apache-2.0
package io.strowger.routing;

/**
 * What becomes of a request. The values are shared constants, so deciding allocates nothing.
 *
 * @param statusCode answer for REJECT, else 0
 */
public record RouteDecision(Kind kind, int statusCode) {
    /** Kinds of decisions. */
    public enum Kind {
        /** To the targets of the set, which come from the location database. */
        FORWARD,
        /** 302 with the targets of the set. */
        REDIRECT,
        /** Answered with the status. */
        REJECT,
        /** For the router itself: OPTIONS to it, REGISTER for a domain of ours. */
        FOR_US,
        /**
         * To the only target of the set, the Request-URI itself (by way of the next Route if there is
         * one): requests in dialogs, and relaying for users who may.
         */
        FOREIGN
    }

    static final RouteDecision FORWARD = new RouteDecision(Kind.FORWARD, 0);
    static final RouteDecision REDIRECT = new RouteDecision(Kind.REDIRECT, 0);
    static final RouteDecision FOR_US = new RouteDecision(Kind.FOR_US, 0);
    static final RouteDecision FOREIGN = new RouteDecision(Kind.FOREIGN, 0);
    static final RouteDecision BAD_REQUEST = new RouteDecision(Kind.REJECT, 400);
    static final RouteDecision FORBIDDEN = new RouteDecision(Kind.REJECT, 403);
    static final RouteDecision NOT_FOUND = new RouteDecision(Kind.REJECT, 404);
    static final RouteDecision UNAVAILABLE = new RouteDecision(Kind.REJECT, 480);
    static final RouteDecision INCOMPLETE = new RouteDecision(Kind.REJECT, 484);
    static final RouteDecision SERVER_ERROR = new RouteDecision(Kind.REJECT, 500);
}
