// SPDX-License-Identifier: Apache-2.0
package io.strowger.protection;

/**
 * What may be changed while everything runs.
 *
 * @param messagesPerSource a second, as many at once at most; 0 limits nobody
 * @param messages a second of all sources that are not trusted; 0 limits nobody
 * @param failures how many more requests than succeed may fail within the failure time before a
 *     source is suspect; 0 suspects nobody
 * @param failureNanos time in which so many failures are forgotten
 * @param suspectRate messages a second of a suspect source that may be another's name
 * @param banNanos how long a source stays suspect or banned
 * @param bansDatagramSources whether a suspect source of datagrams is banned, too, although
 *     anybody can send in its name
 */
public record ProtectionLimits(
        int messagesPerSource,
        int messages,
        int failures,
        long failureNanos,
        int suspectRate,
        long banNanos,
        boolean bansDatagramSources) {
    /** Most messages a second that may be given as a limit. */
    public static final int MOST = 10_000_000;

    /** Longest ban and longest failure time: 30 days, in nanoseconds. */
    public static final long LONGEST_NANOS = 30L * 86_400 * 1_000_000_000;

    private static final long SHORTEST_NANOS = 1_000_000_000;

    public ProtectionLimits {
        check("messagesPerSource", messagesPerSource, 0, MOST);
        check("messages", messages, 0, MOST);
        check("failures", failures, 0, MOST);
        check("failureNanos", failureNanos, SHORTEST_NANOS, LONGEST_NANOS);
        check("suspectRate", suspectRate, 1, MOST);
        check("banNanos", banNanos, SHORTEST_NANOS, LONGEST_NANOS);
    }

    private static void check(
            final String name, final long value, final long least, final long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + ": " + value + " not within " + least + " to " + most);
        }
    }
}
