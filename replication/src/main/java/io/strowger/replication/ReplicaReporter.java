// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.replication.Message.ReplicaReport;
import io.strowger.replication.Message.Role;

/**
 * What a replica says of itself to whom it follows: at a beat, and at once when a load begins or ends. A designated
 * receiver says it within the line of its region.
 */
final class ReplicaReporter {
    private final ReplicaConfig config;
    private final ReplicaStore store;
    private final CurrentLoad load;
    private final LevelWatch watch;
    private final DigestAlarm digestAlarm;
    private final SessionOutput output;
    private final ReplicationCounters counters;
    private final FrameWriter writer = new FrameWriter();
    private long reportAt = LevelWatch.NEVER;

    ReplicaReporter(
            final ReplicaConfig config,
            final ReplicaStore store,
            final CurrentLoad load,
            final LevelWatch watch,
            final DigestAlarm digestAlarm,
            final SessionOutput output,
            final ReplicationCounters counters) {
        this.config = config;
        this.store = store;
        this.load = load;
        this.watch = watch;
        this.digestAlarm = digestAlarm;
        this.output = output;
        this.counters = counters;
    }

    /** There is news: the next report does not wait for its beat. */
    void hasNews() {
        reportAt = LevelWatch.NEVER;
    }

    /** Reports to this process when it is time. Gives 0 when there was nothing to do. */
    int reportIfDue(final long parent, final long now) {
        if (now < reportAt || parent == 0 || config.role() == Role.DESIGNATED_RECEIVER) {
            return 0;
        }
        reportAt = now + config.timing().reportBeat();
        final int length = writer.write(report(now));
        counters.sent(output.offer(parent, writer.buffer(), 0, length), length);
        return 1;
    }

    /** What the replica says of itself. */
    ReplicaReport report(final long now) {
        return new ReplicaReport(
                config.id(),
                config.name(),
                config.role(),
                load.activity(),
                store.state(),
                watch.lagMillis(now),
                digestAlarm.isRaised(),
                load.reason(),
                load.tookMillis());
    }
}
