// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.ConcurrentCountersManager;
import org.agrona.concurrent.status.CountersManager;

/** The counters of a process, whose labels are its Prometheus series. */
final class ProcessCounters {
    private static final int MOST = 2048;

    private ProcessCounters() {}

    static CountersManager allocate() {
        return new ConcurrentCountersManager(
                new UnsafeBuffer(ByteBuffer.allocateDirect(MOST * CountersManager.METADATA_LENGTH)),
                new UnsafeBuffer(ByteBuffer.allocateDirect(MOST * CountersManager.COUNTER_LENGTH)));
    }
}
