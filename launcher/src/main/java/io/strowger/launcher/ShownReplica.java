// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.management.StatusReport;
import io.strowger.replica.ReplicaProgress;
import io.strowger.replica.ReportedReplicas;
import io.strowger.replication.Message;
import java.util.List;
import java.util.Locale;

/** Replicas and regions as operators see them. */
final class ShownReplica {
    private ShownReplica() {}

    private static StatusReport.Replica of(ReplicaProgress replica) {
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

    static List<StatusReport.Replica> replicas(ReportedReplicas reported) {
        return reported.replicas().stream().map(ShownReplica::of).toList();
    }

    static List<StatusReport.Region> regions(ReportedReplicas reported) {
        return reported.regions().stream().map(ShownReplica::of).toList();
    }

    private static StatusReport.Region of(Message.RegionReport report) {
        return new StatusReport.Region(
                report.name(),
                report.birthDate(),
                report.replicas(),
                report.inStep(),
                report.differing(),
                report.lowestLevel(),
                report.worstLagMillis());
    }

    static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
