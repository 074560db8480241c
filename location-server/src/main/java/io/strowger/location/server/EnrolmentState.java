// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import org.jspecify.annotations.Nullable;

/** What a member has, as it tells the others. The codes travel: they never change. */
enum EnrolmentState {
    /** No database, and none that it knows of. */
    BLANK(0),
    /** A database, but it does not lead: what it has may lack what others have acknowledged. */
    HOLDS(1),
    /** It leads: it has everything that was ever acknowledged. */
    LEADS(2),
    /** It does not lead, but an operator has said that nobody has more than it. */
    SOLE_SURVIVOR(3);

    private final byte code;

    EnrolmentState(final int code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    static @Nullable EnrolmentState ofCode(final int code) {
        return code >= 0 && code < values().length ? values()[code] : null;
    }

    /** Whether a member without a database may have a copy of this one's. */
    boolean gives() {
        return this == LEADS || this == SOLE_SURVIVOR;
    }
}
