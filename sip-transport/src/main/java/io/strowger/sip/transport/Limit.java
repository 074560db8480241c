// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

/** Checks of configured numbers; the message names the option. */
final class Limit {
    private Limit() {}

    static void check(final String option, final long value, final long least, final long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    option + ": " + value + " not in " + least + ".." + most);
        }
    }
}
