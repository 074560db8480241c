// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import io.strowger.sealing.ClusterSecret;
import io.strowger.sealing.FaultReport;
import io.strowger.sealing.FrameOpener;
import io.strowger.sealing.FrameSealer;
import io.strowger.sealing.OpenOutcome;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.status.CountersManager;

/** Seals the frames of one process for one purpose and opens those of the others. One thread. */
final class FrameSealing {
    private static final long MILLIS = 1_000;

    private final FrameSealer sealer;
    private final FrameOpener opener;
    private final FaultReport report;
    private final EpochClock epoch = SystemEpochClock.INSTANCE;
    private final NanoClock clock = SystemNanoClock.INSTANCE;

    FrameSealing(final BusIdentity identity, final String purpose, final CountersManager counters) {
        final ClusterSecret first = identity.secrets().getFirst();
        sealer = new FrameSealer(first, purpose, identity.id(), identity.incarnation());
        opener = new FrameOpener(identity.secrets(), purpose);
        report =
                new FaultReport(
                        "bus, " + purpose,
                        "strowger_bus_" + purpose + "_frames",
                        identity.secrets(),
                        counters);
    }

    /** Seals a frame; it is in {@link #sealed()}. */
    int seal(final DirectBuffer buffer, final int offset, final int length) {
        final int sealed = sealer.seal(buffer, offset, length, epoch.time() / MILLIS);
        if (sealed == FrameSealer.EXHAUSTED) {
            throw new IllegalStateException("the counter of sealed frames is at its end");
        }
        return sealed;
    }

    DirectBuffer sealed() {
        return sealer.frame();
    }

    /** Whether a frame has been opened; it is in {@link #opened()}. */
    boolean open(final DirectBuffer buffer, final int offset, final int length) {
        final OpenOutcome outcome = opener.open(buffer, offset, length, epoch.time() / MILLIS);
        report.note(outcome, opener, clock.nanoTime());
        return outcome == OpenOutcome.OPENED;
    }

    DirectBuffer opened() {
        return opener.payload();
    }

    long count(final OpenOutcome outcome) {
        return report.count(outcome);
    }
}
