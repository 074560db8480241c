// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import java.time.Duration;

/**
 * How long a connection may keep us waiting.
 *
 * @param idle without a byte in either direction; RFC 3261 §18 asks for more than 32 s, a phone
 *     that is to be reached for more than its refresh interval
 * @param firstMessage from the acceptance of a connection to its first whole message (half-open, or
 *     opened only to hold a place)
 * @param partialMessage from the first byte of a message to its last (slow sender)
 * @param connect until a connection that we open is up
 * @param write without the peer taking a byte of what waits for it (slow reader)
 */
public record TcpTimeouts(
        Duration idle,
        Duration firstMessage,
        Duration partialMessage,
        Duration connect,
        Duration write) {
    public static final TcpTimeouts STANDARD =
            new TcpTimeouts(
                    Duration.ofHours(1),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10));

    public TcpTimeouts {
        check("tcp.idle", idle);
        check("tcp.firstMessage", firstMessage);
        check("tcp.partialMessage", partialMessage);
        check("tcp.connect", connect);
        check("tcp.write", write);
    }

    /** The same but for what a connection may keep us waiting with before and within a message. */
    TcpTimeouts with(final Duration first, final Duration partial) {
        return new TcpTimeouts(idle, first, partial, connect, write);
    }

    private static void check(final String option, final Duration value) {
        Limit.check(option + " (ms)", value.toMillis(), 10, Duration.ofDays(1).toMillis());
    }
}
