// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps a fault that happens again and again from filling the log: the first of equal lines goes
 * through, the others of the same window are counted, and the next window's first line says how many
 * there were. Not thread-safe; its owner calls it in turn.
 */
final class DuplicateFilter {
    /** Most different lines that are remembered; with more, the oldest is forgotten. */
    static final int MAX_LINES = 256;

    private final long windowMillis;
    private final Map<String, Seen> seen =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
                    return size() > MAX_LINES;
                }
            };

    DuplicateFilter(long windowMillis) {
        this.windowMillis = windowMillis;
    }

    private static final class Seen {
        private long windowStartMillis;
        private long suppressed;
    }

    /**
     * Whether a line is to be written.
     *
     * @return -1 to drop it, else the number of equal lines that were dropped before it
     */
    long admit(String line, long nowMillis) {
        Seen last = seen.get(line);
        if (last == null) {
            last = new Seen();
            last.windowStartMillis = nowMillis;
            seen.put(line, last);
            return 0;
        }
        if (nowMillis - last.windowStartMillis < windowMillis) {
            last.suppressed++;
            return -1;
        }
        long suppressed = last.suppressed;
        last.windowStartMillis = nowMillis;
        last.suppressed = 0;
        return suppressed;
    }

    int size() {
        return seen.size();
    }
}
