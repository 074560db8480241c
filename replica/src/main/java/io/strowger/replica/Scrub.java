// SPDX-License-Identifier: Apache-2.0
package io.strowger.replica;

import io.strowger.location.RecordPosition;
import io.strowger.location.store.LoadReader;
import io.strowger.location.store.LocationStore;

/**
 * Reads a replica round and round, a few records at a time, and finds those whose checksum is wrong: a digest kept up
 * with each change does not see what changes by itself. One pass over a million records takes some minutes, one over few records
 * is made each five seconds. One thread.
 */
final class Scrub implements AutoCloseable {
    private static final int RECORDS = 128;
    private static final long PAUSE_NANOS = 20_000_000;
    private static final long PASS_NANOS = 5_000_000_000L;

    private final LocationStore store;
    private final LoadReader reader;
    private RecordPosition position = RecordPosition.START;
    private long nextNanos;
    private long passNanos;
    private int left;
    private RecordPosition reached = RecordPosition.START;

    Scrub(final LocationStore store, final long nowNanos) {
        this.store = store;
        reader = store.loadReader();
        nextNanos = nowNanos;
        passNanos = nowNanos;
    }

    /** Reads on if it is time; true when a damaged record was found. */
    boolean findsDamage(final long nowNanos) {
        if (nowNanos - nextNanos < 0 || !store.state().coherent()) {
            return false;
        }
        nextNanos = nowNanos + PAUSE_NANOS;
        left = RECORDS;
        reached = RecordPosition.END;
        final long level =
                reader.read(
                        position,
                        record -> {
                            left--;
                            if (left == 0) {
                                reached = RecordPosition.of(record.table(), record.key());
                            }
                            return left > 0;
                        });
        position = reached;
        if (reached.equals(RecordPosition.END)) {
            position = RecordPosition.START;
            final long fullPass = passNanos + PASS_NANOS;
            nextNanos = fullPass - nextNanos > 0 ? fullPass : nextNanos;
            passNanos = nextNanos;
        }
        return level == LoadReader.NOT_SERVED && store.state().coherent();
    }

    @Override
    public void close() {
        reader.close();
    }
}
