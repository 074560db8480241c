// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

/** All streams of the bus and what they have in common, in one place. */
public final class Streams {
    /** Longest frame that the bus takes, in bytes. */
    public static final int MAX_FRAME = 64 * 1024;

    /** Channel of shared memory. */
    static final String LOCAL = "aeron:ipc";

    /** Of the stream from one to many. */
    static final int UPDATES = 2101;

    /** Of requests to a member. */
    static final int REQUESTS = 2102;

    /** Replies have stream ids from here on. */
    static final int FIRST_REPLY = 1 << 20;

    static final String TERM = "1m";

    /**
     * No receiver holds up the others: the sender goes on as the fastest does, and whoever cannot follow sees a gap. With
     * the slowest as measure, one stalled process blocked the stream for as long as it stalled.
     */
    static final String PUBLICATION = "|fc=max|term-length=" + TERM;

    /** Longest message of a term of 1 MiB is an eighth of it; a frame with its session header is below. */
    static final int MAX_MESSAGE = MAX_FRAME + SessionHeader.LENGTH;

    private Streams() {}

    /** Requests to a process that is reached by shared memory: a stream for each, so that its death is noticed. */
    static int localRequests(final long id) {
        return Integer.MIN_VALUE | Long.hashCode(id);
    }
}
