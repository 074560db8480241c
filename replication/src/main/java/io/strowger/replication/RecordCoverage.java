// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.RecordPosition;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which part of all records a continuous reload has brought: ranges that touch are joined. Bounded: of too many ranges
 * the one that was just added is forgotten, and comes again in the next round.
 */
final class RecordCoverage {
    private final int mostRanges;
    private final TreeMap<RecordPosition, RecordPosition> endByStart = new TreeMap<>();

    RecordCoverage(final int mostRanges) {
        this.mostRanges = mostRanges;
    }

    /** Adds what lies after one place up to another. */
    void add(final RecordPosition after, final RecordPosition to) {
        RecordPosition start = after;
        RecordPosition end = to;
        final Map.Entry<RecordPosition, RecordPosition> before = endByStart.floorEntry(after);
        if (before != null && before.getValue().compareTo(after) >= 0) {
            start = before.getKey();
            end = later(end, before.getValue());
        }
        Map.Entry<RecordPosition, RecordPosition> next = endByStart.ceilingEntry(start);
        while (next != null && next.getKey().compareTo(end) <= 0) {
            end = later(end, next.getValue());
            endByStart.remove(next.getKey());
            next = endByStart.ceilingEntry(start);
        }
        if (endByStart.size() < mostRanges) {
            endByStart.put(start, end);
        }
    }

    private static RecordPosition later(final RecordPosition one, final RecordPosition other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** The first place at or after another from where on records are lacking; null when none are. */
    @Nullable RecordPosition nextLacking(final RecordPosition from) {
        final Map.Entry<RecordPosition, RecordPosition> range = endByStart.floorEntry(from);
        final RecordPosition place =
                range == null || range.getValue().compareTo(from) < 0 ? from : range.getValue();
        return place.equals(RecordPosition.END) ? null : place;
    }

    /** The last place up to which records are lacking; the start when none are. */
    RecordPosition lastLacking() {
        final Map.Entry<RecordPosition, RecordPosition> last = endByStart.lastEntry();
        return last == null || !last.getValue().equals(RecordPosition.END)
                ? RecordPosition.END
                : last.getKey();
    }

    /** Whether everything is covered. */
    boolean isComplete() {
        return RecordPosition.END.equals(endByStart.get(RecordPosition.START));
    }

    int ranges() {
        return endByStart.size();
    }
}
