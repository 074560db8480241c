// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

/** The database cannot be opened. The message says what is wrong and what to do. */
public class StoreOpenFailure extends Exception {
    private static final long serialVersionUID = 1L;

    StoreOpenFailure(final String message) {
        super(message);
    }
}
