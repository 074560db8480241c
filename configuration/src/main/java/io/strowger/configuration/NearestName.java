// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds the name that was probably meant. */
final class NearestName {
    private NearestName() {}

    /** The candidate with the least edit distance, or null when none is near. */
    static @Nullable String of(String written, Collection<String> candidates) {
        String nearest = null;
        int least = Math.max(2, written.length() / 3) + 1;
        for (String candidate : candidates) {
            int distance = distance(written, candidate);
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /** Levenshtein's distance, bounded by the length of the candidate. */
    private static int distance(String written, String candidate) {
        if (Math.abs(written.length() - candidate.length()) > candidate.length()) {
            return Integer.MAX_VALUE;
        }
        int[] previous = new int[candidate.length() + 1];
        int[] current = new int[candidate.length() + 1];
        for (int j = 0; j <= candidate.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= written.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= candidate.length(); j++) {
                int substituted =
                        previous[j - 1]
                                + (written.charAt(i - 1) == candidate.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(substituted, Math.min(previous[j], current[j - 1]) + 1);
            }
            int[] swap = previous;
            previous = current;
            current = swap;
        }
        return previous[candidate.length()];
    }
}
