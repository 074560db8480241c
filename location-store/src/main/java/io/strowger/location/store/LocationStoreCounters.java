// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;

/**
 * Counters of the location store; each label is the metric's name.
 *
 * @param damagedRecords lookups and scans that met a record with a wrong checksum; written by any thread
 * @param commits batches committed
 * @param level newest database level
 * @param records records in the database
 * @param expiredBindings bindings removed because their expiry was past
 * @param storeFull batches lost to a full disk or map
 * @param bindingMemory bytes taken by the bindings that are kept in memory
 */
record LocationStoreCounters(
        AtomicCounter damagedRecords,
        AtomicCounter commits,
        AtomicCounter level,
        AtomicCounter records,
        AtomicCounter expiredBindings,
        AtomicCounter storeFull,
        AtomicCounter bindingMemory) {

    static LocationStoreCounters allocate(final CountersManager counters) {
        return new LocationStoreCounters(
                counters.newCounter("strowger_location_damaged_records_total"),
                counters.newCounter("strowger_location_commits_total"),
                counters.newCounter("strowger_location_level"),
                counters.newCounter("strowger_location_records"),
                counters.newCounter("strowger_location_expired_bindings_total"),
                counters.newCounter("strowger_location_store_full_total"),
                counters.newCounter("strowger_location_memory_bytes"));
    }
}
