// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import org.jspecify.annotations.Nullable;

/** What became of one submitted change. The codes travel in outcome frames: they never change. */
public enum UpdateOutcome {
    /** In the log on stable storage and applied; the level that holds it is given with it. */
    COMMITTED(1),
    /** The database already held exactly this; the level is the database's present one. */
    UNCHANGED(2),
    /** The record has changed since the level that the submitter expected: read again, decide again. */
    CONFLICT(3),
    /** The change itself is not acceptable: too large, malformed, or a number range that overlaps another. */
    REFUSED(4),
    /** The data directory has less free space than its reserve; nothing was changed. Answer 503 or 500. */
    DISK_FULL(5),
    /**
     * No answer in time: the location server is starting, stopping, faulty or overloaded. The change may or may not
     * have been made; submitting it again with the same expected level is safe.
     */
    UNAVAILABLE(6);

    private static final UpdateOutcome[] BY_CODE = new UpdateOutcome[7];

    static {
        for (final UpdateOutcome outcome : values()) {
            BY_CODE[outcome.code] = outcome;
        }
    }

    private final byte code;

    UpdateOutcome(final int code) {
        this.code = (byte) code;
    }

    /** The stable code of this outcome, 1..6. */
    public byte code() {
        return code;
    }

    /** The outcome of a code, or null when there is none. */
    public static @Nullable UpdateOutcome ofCode(final int code) {
        return code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
