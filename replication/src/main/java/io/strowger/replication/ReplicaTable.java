// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.DatabaseState;
import io.strowger.replication.Message.Activity;
import io.strowger.replication.Message.RegionReport;
import io.strowger.replication.Message.ReplicaReport;
import io.strowger.replication.Message.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the replicas and regions below report: the truth about replication, as numbers. Bounded; who is silent too long
 * is forgotten. One thread.
 */
public final class ReplicaTable {
    /** Replicas that may report directly to one process. */
    public static final int REPLICAS = 4096;

    /** Regions that may report directly to one process. */
    public static final int REGIONS = 1024;

    private final long silenceNanos;
    private final ReplicationCounters counters;
    private final Map<Long, Line<ReplicaReport>> replicas = new LinkedHashMap<>();
    private final Map<Long, Line<RegionReport>> regions = new LinkedHashMap<>();

    private record Line<T>(T report, long at) {}

    /**
     * An empty table.
     *
     * @param silenceNanos how long a line stays after its last report
     */
    public ReplicaTable(final long silenceNanos, final ReplicationCounters counters) {
        this.silenceNanos = silenceNanos;
        this.counters = counters;
    }

    /** A replica has reported. */
    public void onReport(final ReplicaReport report, final long now) {
        put(replicas, report.id(), new Line<>(report, now), REPLICAS);
        // Who is below a designated receiver again reports through it only.
        regions.remove(report.id());
    }

    /** A designated receiver has reported for its region. */
    public void onReport(final RegionReport report, final long now) {
        put(regions, report.sender(), new Line<>(report, now), REGIONS);
        replicas.remove(report.sender());
    }

    private <T> void put(
            final Map<Long, Line<T>> table, final long id, final Line<T> line, final int most) {
        if (table.size() >= most && !table.containsKey(id)) {
            counters.increment(ReplicationCounter.REPORTS_REFUSED);
            return;
        }
        table.put(id, line);
    }

    /** Forgets who is silent. */
    public void forgetSilent(final long now) {
        replicas.values().removeIf(line -> now - line.at() >= silenceNanos);
        regions.values().removeIf(line -> now - line.at() >= silenceNanos);
    }

    /** What the replicas said last. */
    public List<ReplicaReport> replicas() {
        return replicas.values().stream().map(Line::report).toList();
    }

    /** What the regions said last. */
    public List<RegionReport> regions() {
        return regions.values().stream().map(Line::report).toList();
    }

    /** One line for everything in this table and the process itself. */
    RegionReport summary(final ReplicaReport self) {
        long lowest = self.state().level();
        long worst = self.lagMillis();
        int count = 1;
        int inStep = isInStep(self) ? 1 : 0;
        int differing = self.digestDiffers() ? 1 : 0;
        for (final Line<ReplicaReport> line : replicas.values()) {
            final ReplicaReport report = line.report();
            lowest = Math.min(lowest, levelOf(report, self));
            worst = Math.max(worst, report.lagMillis());
            count++;
            inStep += isInStep(report) ? 1 : 0;
            differing += report.digestDiffers() ? 1 : 0;
        }
        for (final Line<RegionReport> line : regions.values()) {
            final RegionReport report = line.report();
            lowest = Math.min(lowest, report.lowestLevel());
            worst = Math.max(worst, report.worstLagMillis());
            count += report.replicas();
            inStep += report.inStep();
            differing += report.differing();
        }
        return new RegionReport(
                self.id(),
                self.name(),
                self.state().birthDate(),
                lowest,
                worst,
                count,
                inStep,
                differing);
    }

    /** Who holds another database holds no level of this one. */
    private static long levelOf(final ReplicaReport report, final ReplicaReport self) {
        return report.state().birthDate() == self.state().birthDate() && report.state().coherent()
                ? report.state().level()
                : 0;
    }

    private static boolean isInStep(final ReplicaReport report) {
        return report.activity() == Activity.IN_STEP
                && report.lagMillis() == 0
                && report.state().coherent();
    }

    /** Ids of the standby members that can serve loads of this database, at most {@link WireLimits#LOAD_SERVERS} - 1. */
    List<Long> standbyServers(final DatabaseState leader) {
        final List<Long> ids = new ArrayList<>();
        for (final Line<ReplicaReport> line : replicas.values()) {
            final ReplicaReport report = line.report();
            if (report.role() == Role.STANDBY
                    && report.state().coherent()
                    && !report.digestDiffers()
                    && report.state().birthDate() == leader.birthDate()
                    && ids.size() < WireLimits.LOAD_SERVERS - 1) {
                ids.add(report.id());
            }
        }
        return ids;
    }
}
