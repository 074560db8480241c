// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;

/** What the location client counts; written by the location thread only. */
public final class LocationClientCounters {
    private final Map<UpdateOutcome, AtomicCounter> outcomes = new EnumMap<>(UpdateOutcome.class);
    private final AtomicCounter frames;
    private final AtomicCounter bytes;
    private final AtomicCounter resent;
    private final AtomicCounter leaderChanges;

    private LocationClientCounters(final CountersManager counters) {
        for (final UpdateOutcome outcome : UpdateOutcome.values()) {
            final String name = outcome.name().toLowerCase(Locale.ROOT);
            outcomes.put(
                    outcome,
                    counters.newCounter(
                            "strowger_location_updates_total{outcome=\"" + name + "\"}"));
        }
        frames = counters.newCounter("strowger_location_update_batches_total");
        bytes = counters.newCounter("strowger_location_update_batch_bytes_total");
        resent = counters.newCounter("strowger_location_update_batches_resent_total");
        leaderChanges = counters.newCounter("strowger_location_leader_changes_total");
    }

    public static LocationClientCounters allocate(final CountersManager counters) {
        return new LocationClientCounters(counters);
    }

    void outcome(final UpdateOutcome outcome) {
        outcomes.get(outcome).incrementRelease();
    }

    void frameSent(final int length) {
        frames.incrementRelease();
        bytes.getAndAddRelease(length);
    }

    void leaderChanged() {
        leaderChanges.incrementRelease();
    }

    void framesResent(final int count) {
        resent.getAndAddRelease(count);
    }
}
