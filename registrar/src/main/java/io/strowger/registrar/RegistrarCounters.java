// SPDX-License-Identifier: Apache-2.0
package io.strowger.registrar;

import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;

/** Counters of the registrar; the label of each is its Prometheus series. One writer. */
public final class RegistrarCounters {
    private static final String NAME = "strowger_registrations_total{outcome=\"";

    final AtomicCounter accepted;
    final AtomicCounter fetched;
    final AtomicCounter refused;
    final AtomicCounter unavailable;
    final AtomicCounter conflicts;
    final AtomicCounter pending;

    private RegistrarCounters(final CountersManager counters) {
        accepted = counters.newCounter(NAME + "accepted\"}");
        fetched = counters.newCounter(NAME + "fetched\"}");
        refused = counters.newCounter(NAME + "refused\"}");
        unavailable = counters.newCounter(NAME + "unavailable\"}");
        conflicts = counters.newCounter("strowger_registration_conflicts_total");
        pending = counters.newCounter("strowger_registrations_pending");
    }

    public static RegistrarCounters allocate(final CountersManager counters) {
        return new RegistrarCounters(counters);
    }
}
