// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import java.time.Duration;

/**
 * What is kept of requests that have no final response.
 *
 * @param requests most at a time, 1 to 2^24
 * @param bytes memory for them, from 1 MiB on, taken as it is needed
 * @param untilTrying after so long without any answer an INVITE at a node that lives is none that
 *     waits: nodes say 100 at once. It came again when it had just been answered, and the node knows;
 *     kept for longer it could go to another node when the callee knows it no more, and ring anew
 * @param untilAnswered after so long without any answer nobody waits for one (RFC 3261: 64*T1)
 * @param untilPickedUp after so long without another provisional response an INVITE is over: longer
 *     than timer C of the nodes (RFC 3261 §16.6 step 11: more than 3 minutes)
 */
public record KeptConfig(
        int requests,
        long bytes,
        Duration untilTrying,
        Duration untilAnswered,
        Duration untilPickedUp) {
    static final int MOST_REQUESTS = 1 << 24;
    private static final Duration LONGEST = Duration.ofHours(1);

    public KeptConfig {
        if (requests < 1 || requests > MOST_REQUESTS) {
            throw new IllegalArgumentException("kept requests out of range: " + requests);
        }
        check(untilTrying);
        check(untilAnswered);
        check(untilPickedUp);
    }

    private static void check(final Duration duration) {
        if (duration.compareTo(Duration.ofMillis(1)) < 0 || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("time of a request out of range: " + duration);
        }
    }

    /** A quarter of a million requests in 512 MiB. */
    public static KeptConfig standard() {
        return of(250_000, 512L << 20);
    }

    /** So many requests in so many bytes, and the times of RFC 3261. */
    public static KeptConfig of(final int requests, final long bytes) {
        return new KeptConfig(
                requests,
                bytes,
                Duration.ofSeconds(4),
                Duration.ofSeconds(32),
                Duration.ofSeconds(200));
    }
}
