// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

/** LMDB answered what it never answers when we use it as we promised ourselves to; the agent that meets it stops. */
final class LmdbFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LmdbFailure(final String call, final int code) {
        super(call + ": " + LmdbCalls.message(code));
    }

    /** Throws unless the code is success. */
    static void check(final String call, final int code) {
        if (code != LmdbCalls.SUCCESS) {
            throw new LmdbFailure(call, code);
        }
    }
}
