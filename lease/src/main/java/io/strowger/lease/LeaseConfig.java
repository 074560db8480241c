// SPDX-License-Identifier: Apache-2.0
package io.strowger.lease;

import java.time.Duration;

/**
 * Times of the lease.
 *
 * @param length of a lease, and of a promise of the other switch; 100 ms to 1 min
 * @param margin by which the holder ends earlier than it might: more than clocks drift apart in a
 *     length; less than a quarter of the length
 * @param renewal after so long the holder asks for more, at most a third of the length
 * @param silence of the active switch after which the other one asks for the lease; and so long
 *     without an answer of the group is no quorum. At most a third of the length
 */
public record LeaseConfig(Duration length, Duration margin, Duration renewal, Duration silence) {
    public LeaseConfig {
        final long nanos = length.toNanos();
        check("length", length, Duration.ofMillis(100).toNanos(), Duration.ofMinutes(1).toNanos());
        check("margin", margin, 1, nanos / 4);
        check("renewal", renewal, 1, nanos / 3);
        check("silence", silence, 1, nanos / 3);
    }

    private static void check(
            final String name, final Duration value, final long least, final long most) {
        if (value.toNanos() < least || value.toNanos() > most) {
            throw new IllegalArgumentException(name + " of a lease out of range: " + value);
        }
    }

    /** 600 ms, so that another switch is active in less than a second. */
    public static LeaseConfig standard() {
        return new LeaseConfig(
                Duration.ofMillis(600),
                Duration.ofMillis(20),
                Duration.ofMillis(150),
                Duration.ofMillis(150));
    }
}
