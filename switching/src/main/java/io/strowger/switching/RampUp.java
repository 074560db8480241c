// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import java.time.Duration;

/**
 * How a node that came back is given its due: a part at once, the rest little by little, because its
 * code is cold and its caches are empty.
 *
 * @param firstShare of what it would get, at once; more than 0, at most 1
 * @param duration until it gets all, up to an hour
 */
public record RampUp(double firstShare, Duration duration) {
    private static final Duration LONGEST = Duration.ofHours(1);

    public RampUp {
        if (!(firstShare > 0 && firstShare <= 1)) {
            throw new IllegalArgumentException("first share out of range: " + firstShare);
        }
        if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("ramp-up out of range: " + duration);
        }
    }

    /** A tenth, and all after ten seconds. */
    public static RampUp standard() {
        return new RampUp(0.1, Duration.ofSeconds(10));
    }

    /** The share so long after it came back. */
    double share(final long sinceNanos) {
        final long whole = duration.toNanos();
        return sinceNanos >= whole
                ? 1
                : firstShare + (1 - firstShare) * Math.max(0, sinceNanos) / whole;
    }
}
