// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;

/** Counters of one part, readable by name. */
record RunningCounters(CountersManager manager) {
    RunningCounters() {
        this(
                new CountersManager(
                        new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 17)),
                        new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 15))));
    }

    long value(final String name) {
        final long[] value = {-1};
        manager.forEach(
                (id, label) -> {
                    if (label.equals(name)) {
                        value[0] = manager.getCounterValue(id);
                    }
                });
        return value[0];
    }
}
