// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import java.io.PrintWriter;

/** Shows how far an import has come: a bar that moves on a terminal, a line now and then elsewhere. */
final class ProgressDisplay {
    private static final long BAR_NANOS = 100_000_000L;
    private static final long LINE_NANOS = 5_000_000_000L;

    private final PrintWriter out;
    private final boolean bar;
    private final int width;
    private boolean started;
    private boolean barShown;
    private long startNanos;
    private long startLines;
    private long startBytes;
    private long lastNanos;

    ProgressDisplay(PrintWriter out, boolean bar, int width) {
        this.out = out;
        this.bar = bar;
        this.width = width;
    }

    /** Shows the progress unless it was shown a moment ago. */
    void show(ImportProgress progress, long totalBytes, long nowNanos) {
        if (!started) {
            started = true;
            startNanos = nowNanos;
            startLines = progress.lines();
            startBytes = progress.bytes();
        } else if (nowNanos - lastNanos < (bar ? BAR_NANOS : LINE_NANOS)) {
            return;
        }
        lastNanos = nowNanos;
        String text = text(progress, totalBytes, nowNanos);
        if (bar) {
            out.print("\r" + text);
            out.flush();
            barShown = true;
        } else {
            out.println(text.stripTrailing());
        }
    }

    private String text(ImportProgress progress, long totalBytes, long nowNanos) {
        double share = totalBytes == 0 ? 1 : Math.min(1, (double) progress.bytes() / totalBytes);
        double seconds = Math.max(1e-3, (nowNanos - startNanos) / 1e9);
        double linesPerSecond = (progress.lines() - startLines) / seconds;
        double bytesPerSecond = (progress.bytes() - startBytes) / seconds;
        String figures =
                " %3.0f %%  %,d lines, %,.0f/s"
                        .formatted(share * 100, progress.lines(), linesPerSecond);
        if (bytesPerSecond > 0) {
            figures += "  %.0f s left".formatted((totalBytes - progress.bytes()) / bytesPerSecond);
        }
        int room = width - figures.length() - 3;
        if (!bar || room < 10) {
            return figures.strip();
        }
        int full = (int) Math.round(share * room);
        return "[" + "#".repeat(full) + ".".repeat(room - full) + "]" + figures;
    }

    /** Makes room for another line of text. */
    void clear() {
        if (barShown) {
            out.print("\r" + " ".repeat(width - 1) + "\r");
            barShown = false;
        }
    }

    /** Ends with the bar left standing. */
    void end() {
        if (barShown) {
            out.println();
            barShown = false;
        }
    }
}
