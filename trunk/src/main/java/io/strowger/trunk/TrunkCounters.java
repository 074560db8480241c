// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import java.util.Locale;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;

/** What one end of a trunk counts. */
final class TrunkCounters {
    final AtomicCounter framesSent;
    final AtomicCounter recordsSent;
    final AtomicCounter framesReceived;
    final AtomicCounter recordsReceived;
    final AtomicCounter full;
    final AtomicCounter olderTerm;
    final AtomicCounter stale;
    private final AtomicCounter[] defects = new AtomicCounter[FrameDefect.values().length];

    TrunkCounters(final CountersManager counters) {
        framesSent = counters.newCounter("strowger_trunk_frames_sent_total");
        recordsSent = counters.newCounter("strowger_trunk_records_sent_total");
        framesReceived = counters.newCounter("strowger_trunk_frames_received_total");
        recordsReceived = counters.newCounter("strowger_trunk_records_received_total");
        full = counters.newCounter("strowger_trunk_full_total");
        olderTerm = counters.newCounter("strowger_trunk_older_term_total");
        stale = counters.newCounter("strowger_trunk_stale_total");
        for (final FrameDefect defect : FrameDefect.values()) {
            if (defect != FrameDefect.NONE) {
                defects[defect.ordinal()] =
                        counters.newCounter(
                                "strowger_trunk_bad_frames_total{defect=\""
                                        + defect.name().toLowerCase(Locale.ROOT)
                                        + "\"}");
            }
        }
    }

    void defect(final FrameDefect defect) {
        defects[defect.ordinal()].incrementRelease();
    }
}
