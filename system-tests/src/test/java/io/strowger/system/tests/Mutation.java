// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.util.Arrays;

/** Changes to the length of a message. */
final class Mutation {
    private Mutation() {}

    /** Without the bytes from one index to another, exclusive. */
    static byte[] cut(final byte[] message, final int from, final int to) {
        final byte[] result = Arrays.copyOf(message, message.length - (to - from));
        System.arraycopy(message, to, result, from, message.length - to);
        return result;
    }

    /** With the bytes from one index to another once more, so many times; at most one datagram. */
    static byte[] repeat(final byte[] message, final int from, final int to, final int times) {
        final int added = Math.min((to - from) * times, 65_507 - message.length);
        final byte[] result = Arrays.copyOf(message, message.length + added);
        for (int index = 0; index < added; index++) {
            result[to + index] = message[from + index % (to - from)];
        }
        System.arraycopy(message, to, result, to + added, message.length - to);
        return result;
    }
}
