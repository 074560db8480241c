// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;

/** What a location server counts; written by the location thread only. */
final class LocationServerCounters {
    final AtomicCounter duplicates;
    final AtomicCounter malformed;
    final AtomicCounter snapshots;
    final AtomicCounter relaunches;
    final AtomicCounter leader;
    final AtomicCounter term;
    final AtomicCounter leaseTerm;
    final AtomicCounter logPosition;
    final AtomicCounter snapshotPosition;

    private LocationServerCounters(final CountersManager counters) {
        duplicates = counters.newCounter("strowger_location_duplicate_batches_total");
        malformed = counters.newCounter("strowger_location_malformed_batches_total");
        snapshots = counters.newCounter("strowger_location_snapshots_total");
        relaunches = counters.newCounter("strowger_location_relaunches_total");
        leader = counters.newCounter("strowger_location_leader");
        term = counters.newCounter("strowger_location_term");
        leaseTerm = counters.newCounter("strowger_location_lease_term");
        logPosition = counters.newCounter("strowger_location_log_position_bytes");
        snapshotPosition = counters.newCounter("strowger_location_snapshot_position_bytes");
        term.setRelease(-1);
        snapshotPosition.setRelease(-1);
    }

    static LocationServerCounters allocate(final CountersManager counters) {
        return new LocationServerCounters(counters);
    }
}
