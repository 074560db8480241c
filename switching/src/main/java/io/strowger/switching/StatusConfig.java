// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import java.time.Duration;

/**
 * When a node is taken for away, and when for back. Both limits have to be passed, the count and the
 * time: neither a lost packet nor a switch that stood still for a moment takes a node away.
 *
 * @param ping whether PING goes before OPTIONS; false where ICMP is not to be had
 * @param interval between two PINGs, and how long an answer may take; 10 ms to 1 min
 * @param failures so many in a row without an answer, 1 to 100
 * @param failureTime and nothing for so long, up to 10 min
 * @param successes so many answers in a row bring it back, 1 to 1,000
 * @param returnTime and answers for so long, up to 10 min. Twice as long each time it did not last
 * @param longestReturnTime but no longer than this
 * @param stableTime what has been up for so long lasted
 * @param refusals so many answers of 5xx in a row are overload, 1 to 100
 */
public record StatusConfig(
        boolean ping,
        Duration interval,
        int failures,
        Duration failureTime,
        int successes,
        Duration returnTime,
        Duration longestReturnTime,
        Duration stableTime,
        int refusals) {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    public StatusConfig {
        between("interval", interval, Duration.ofMillis(10), Duration.ofMinutes(1));
        between("failure time", failureTime, Duration.ZERO, LONGEST);
        between("return time", returnTime, Duration.ZERO, LONGEST);
        between("longest return time", longestReturnTime, returnTime, LONGEST);
        between("stable time", stableTime, Duration.ZERO, Duration.ofDays(1));
        between("failures", failures, 100);
        between("successes", successes, 1_000);
        between("refusals", refusals, 100);
    }

    private static void between(final String name, final int value, final int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " out of range: " + value);
        }
    }

    private static void between(
            final String name, final Duration value, final Duration least, final Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + " out of range: " + value);
        }
    }

    /** Away within 400 ms, back after three answers and a second. */
    public static StatusConfig standard() {
        return new StatusConfig(
                true,
                Duration.ofMillis(100),
                3,
                Duration.ofMillis(300),
                3,
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                2);
    }
}
