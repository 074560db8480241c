// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

/** Whether requests from a domain's users need digest when it differs from the configured policy. */
public enum AuthenticationOverride {
    NONE(0),
    REQUIRED(1),
    OFF(2);

    private static final AuthenticationOverride[] BY_CODE = values();

    private final short code;

    AuthenticationOverride(final int code) {
        this.code = (short) code;
    }

    /** The stable code that is stored. */
    short code() {
        return code;
    }

    /** What a stored code means; a code of a newer version counts as no override. */
    static AuthenticationOverride ofCode(final int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : NONE;
    }
}
