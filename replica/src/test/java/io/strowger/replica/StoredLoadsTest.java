// SPDX-License-Identifier: Apache-2.0
package io.strowger.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.store.LocationStore;
import io.strowger.location.store.StoreConfig;
import io.strowger.replication.LoadSource;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoredLoadsTest {
    private static final StoreConfig CONFIG =
            new StoreConfig(1L << 30, 1_000, 1L << 28, Duration.ofDays(1), false);

    @TempDir Path directory;

    private static int protections(final StoredLoads loads) {
        int count = 0;
        LoadSource.Protection next = loads.protectFrom(1);
        while (next != null) {
            count++;
            next = loads.protectFrom(1);
        }
        return count;
    }

    /** A process whose replication is started anew goes on with the store that it has. */
    @Test
    void loadsThatEndWithTheirAgentLetGoOfTheLog() throws Exception {
        final CountersManager counters =
                new CountersManager(
                        new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 20)),
                        new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 18)));
        try (LocationStore store = LocationStore.open(directory, CONFIG, counters)) {
            store.writer().createDatabase(1);
            final int most;
            try (StoredLoads loads = new StoredLoads(store)) {
                most = protections(loads);
            }
            assertThat(most).isPositive();
            try (StoredLoads again = new StoredLoads(store)) {
                assertThat(protections(again)).isEqualTo(most);
            }
        }
    }
}
