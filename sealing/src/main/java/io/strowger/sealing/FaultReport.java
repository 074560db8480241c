// SPDX-License-Identifier: Apache-2.0
package io.strowger.sealing;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;

/**
 * Counts what became of frames, and says each kind of fault in one line, and again when it is still there after a minute:
 * whoever sends thousands of wrong frames does not fill the disk. One thread.
 */
public final class FaultReport {
    private static final System.Logger LOGGER = System.getLogger("strowger.sealing");
    private static final long QUIET_NANOS = 60_000_000_000L;

    private final String where;
    private final String ownKeys;
    private final Map<OpenOutcome, AtomicCounter> counters = new EnumMap<>(OpenOutcome.class);
    private final Map<OpenOutcome, Long> saidAtNanos = new EnumMap<>(OpenOutcome.class);

    /**
     * Makes a counter for each outcome.
     *
     * @param where what the frames belong to, for the log line
     * @param prefix of the counters' labels, such as {@code strowger_bus_frames}
     * @param secrets those that are accepted
     */
    public FaultReport(
            final String where,
            final String prefix,
            final List<ClusterSecret> secrets,
            final CountersManager manager) {
        this.where = where;
        ownKeys =
                secrets.stream().map(ClusterSecret::keyIdText).collect(Collectors.joining(" or "));
        for (final OpenOutcome outcome : OpenOutcome.values()) {
            final String name = outcome.name().toLowerCase(Locale.ROOT);
            counters.put(outcome, manager.newCounter(prefix + "_" + name + "_total"));
        }
    }

    /** Takes note of what became of the frame that was given to the opener last. */
    public void note(final OpenOutcome outcome, final FrameOpener opener, final long nowNanos) {
        final AtomicCounter counter = counters.get(outcome);
        if (counter != null) {
            counter.incrementRelease();
        }
        if (!outcome.isFault()) {
            return;
        }
        final Long said = saidAtNanos.get(outcome);
        if (said == null || nowNanos - said >= QUIET_NANOS) {
            saidAtNanos.put(outcome, nowNanos);
            LOGGER.log(System.Logger.Level.WARNING, line(outcome, opener));
        }
    }

    private String line(final OpenOutcome outcome, final FrameOpener opener) {
        final StringBuilder line = new StringBuilder(160);
        line.append(where).append(": ").append(outcome.explanation());
        if (outcome != OpenOutcome.MALFORMED) {
            line.append("; the frame says it is from ").append(opener.sender());
        }
        if (outcome == OpenOutcome.OTHER_SECRET) {
            line.append(
                    String.format(
                            ", its secret has the key id %08x, here it is %s: give both hosts the same secret",
                            opener.keyId(), ownKeys));
        }
        return line.toString();
    }

    /** How many frames came to this end. */
    public long count(final OpenOutcome outcome) {
        final AtomicCounter counter = counters.get(outcome);
        return counter == null ? 0 : counter.get();
    }
}
