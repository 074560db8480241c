// SPDX-License-Identifier: Apache-2.0
package io.strowger.replica;

import io.strowger.replication.ReplicationCounter;
import io.strowger.replication.ReplicationCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;

/** What the machines of an agent have counted together, as metrics. On the agent's thread. */
final class ReplicationMetrics {
    private final List<AtomicCounter> metrics = new ArrayList<>();
    private final List<ReplicationCounters> machines;

    ReplicationMetrics(final CountersManager manager, final List<ReplicationCounters> machines) {
        this.machines = machines;
        for (final ReplicationCounter counter : ReplicationCounter.values()) {
            final String name = counter.name().toLowerCase(Locale.ROOT);
            metrics.add(manager.newCounter("strowger_replication_" + name + "_total"));
        }
    }

    void update() {
        for (final ReplicationCounter counter : ReplicationCounter.values()) {
            long sum = 0;
            for (final ReplicationCounters machine : machines) {
                sum += machine.get(counter);
            }
            metrics.get(counter.ordinal()).setRelease(sum);
        }
    }
}
