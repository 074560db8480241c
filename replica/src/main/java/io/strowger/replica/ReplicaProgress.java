// SPDX-License-Identifier: Apache-2.0
package io.strowger.replica;

import io.strowger.location.DatabaseState;
import io.strowger.replication.Message;

/**
 * Where a replica stands.
 *
 * @param report what it says of itself
 * @param missingLevels how many levels it does not hold, of those that were heard of; 0 in step
 */
public record ReplicaProgress(Message.ReplicaReport report, long missingLevels) {
    /** Of a replica beside the newest level that it has heard of. */
    static ReplicaProgress behind(final Message.ReplicaReport report, final long knownLevel) {
        return new ReplicaProgress(report, Math.max(0, knownLevel - report.state().level()));
    }

    /** Of a replica beside the leader's database: who has another one misses all of it. */
    static ReplicaProgress beside(final DatabaseState leader, final Message.ReplicaReport report) {
        return report.state().birthDate() == leader.birthDate()
                ? behind(report, leader.level())
                : new ReplicaProgress(report, leader.level());
    }
}
