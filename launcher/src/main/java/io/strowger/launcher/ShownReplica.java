// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.management.StatusReport;
import io.strowger.replica.ReplicaProgress;
import io.strowger.replication.Message;
import java.util.Locale;

/** A replica as operators see it. */
final class ShownReplica {
    private ShownReplica() {}

    static StatusReport.Replica of(ReplicaProgress replica) {
        Message.ReplicaReport report = replica.report();
        return new StatusReport.Replica(
                report.name(), words(report.role()), report.state(), progress(replica));
    }

    static StatusReport.Progress progress(ReplicaProgress replica) {
        Message.ReplicaReport report = replica.report();
        return new StatusReport.Progress(
                words(report.activity()),
                report.lagMillis(),
                replica.missingLevels(),
                words(report.lastLoad()),
                report.lastLoadMillis());
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
