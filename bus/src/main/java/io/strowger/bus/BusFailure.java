// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

/** The bus cannot be opened. The message says what is wrong and what to do. */
public final class BusFailure extends Exception {
    private static final long serialVersionUID = 1L;

    public BusFailure(final String message) {
        super(message);
    }
}
