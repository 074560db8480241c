// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import io.strowger.location.RecordChange;
import io.strowger.location.RecordTable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;

/** Changes and agents in short words. */
final class Changes {
    static final long TIMEOUT_NANOS = 2_000_000_000L;

    private Changes() {}

    static RecordChange change(final String key, final int valueLength) {
        return new RecordChange()
                .reset(RecordTable.SECRET)
                .key(key.getBytes(StandardCharsets.US_ASCII))
                .value(new UnsafeBuffer(new byte[valueLength]), 0, valueLength)
                .expectedLevel(7);
    }

    static CountersManager counters() {
        return new CountersManager(
                new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 16)),
                new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 14)));
    }

    /** An agent without a cluster, whose clock begins at 0. */
    static LocationUpdateAgent agent(final Admission[] admission, final int pendingLimit) {
        final LocationClientConfig config =
                new LocationClientConfig(
                        "aeron:ipc",
                        null,
                        "aeron:ipc",
                        Duration.ofSeconds(1),
                        Duration.ofNanos(TIMEOUT_NANOS),
                        Duration.ofMillis(2),
                        64 * 1024,
                        pendingLimit);
        return new LocationUpdateAgent(
                config,
                new ChangeBell(),
                () -> admission[0],
                LocationClientCounters.allocate(counters()),
                1,
                0);
    }
}
