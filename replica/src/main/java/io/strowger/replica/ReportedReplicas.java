// SPDX-License-Identifier: Apache-2.0
package io.strowger.replica;

import io.strowger.location.DatabaseState;
import io.strowger.replication.Message;
import io.strowger.replication.ReplicaTable;
import java.util.List;

/**
 * What a process has been told of those below it.
 *
 * @param replicas those that report to it directly
 * @param regions one line of each designated receiver, for itself and all below it
 */
public record ReportedReplicas(List<ReplicaProgress> replicas, List<Message.RegionReport> regions) {
    /** Of a process that nobody reports to. */
    public static final ReportedReplicas NONE = new ReportedReplicas(List.of(), List.of());

    /** What is in the table, beside the database of whoever keeps it. */
    static ReportedReplicas of(final DatabaseState state, final ReplicaTable table) {
        return new ReportedReplicas(
                table.replicas().stream()
                        .map(report -> ReplicaProgress.beside(state, report))
                        .toList(),
                table.regions());
    }
}
