// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

/** How calls for a domain or a user are served when it differs from the configured service. */
public enum ServiceOverride {
    NONE(0),
    PROXY(1),
    REDIRECT(2);

    private static final ServiceOverride[] BY_CODE = values();

    private final short code;

    ServiceOverride(final int code) {
        this.code = (short) code;
    }

    /** The stable code that is stored. */
    short code() {
        return code;
    }

    /** What a stored code means; a code of a newer version counts as no override. */
    static ServiceOverride ofCode(final int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : NONE;
    }
}
