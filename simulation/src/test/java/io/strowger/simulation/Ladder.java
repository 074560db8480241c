// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What happened, for people: kept only when a run is repeated to be looked at. */
final class Ladder {
    private static final int LINES = 20_000;
    private static final int SHOWN = 160;
    private static final double SECOND = 1e9;

    private final boolean isKept;
    private final Schedule schedule;
    private final Deque<String> lines = new ArrayDeque<>();

    Ladder(final boolean isKept, final Schedule schedule) {
        this.isKept = isKept;
        this.schedule = schedule;
    }

    /** Notes a line. */
    void note(final Supplier<String> line) {
        if (!isKept) {
            return;
        }
        if (lines.size() == LINES) {
            lines.removeFirst();
        }
        lines.addLast(String.format("%9.4f  %s", schedule.now() / SECOND, line.get()));
    }

    /** The last lines that name somebody, and all that name no process. */
    String about(final String name) {
        final Deque<String> shown = new ArrayDeque<>();
        for (final String line : lines) {
            if (line.contains(name + " ") || line.endsWith(name) || line.contains("** ")) {
                shown.addLast(line);
                if (shown.size() > SHOWN) {
                    shown.removeFirst();
                }
            }
        }
        return shown.stream().collect(Collectors.joining("\n"));
    }
}
