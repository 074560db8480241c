// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** All options of a process. Immutable; made by {@link ConfigurationLoader} only. */
public record StrowgerConfig(
        @Option("SIP: where it is served, for whom, and within which limits.") SipConfig sip,
        @Option("HTTP: REST, metrics and health.") ManagementConfig management,
        @Option(
                        value =
                                "Directory of the location database and its log; created when"
                                        + " missing, used by one process at a time.",
                        initial = "./data")
                Path data,
        @Option("Location database: durability and limits.") LocationConfig location,
        @Option("Replication: the way from the location server to the nodes.")
                ReplicationConfig replication,
        @Option("Switches: one address outside, many nodes inside.") SwitchesConfig switches,
        @Option("A whole router on one host: what 'strowger chassis' starts.")
                ChassisConfig chassis,
        @Option("What all processes of a cluster share.") ClusterConfig cluster,
        @Option("Log lines, written to stderr.") LogConfig log)
        implements CheckedRecord {

    @Override
    public @Nullable Violation violation() {
        int members = location.group().members().size();
        int heard = replication.members().size();
        if (heard != 0 && heard != members) {
            return new Violation(
                    "replication",
                    heard + " replication.members for " + members + " location.members",
                    "one for each, in the same order");
        }
        if (cluster.secretFile() == null && (members > 0 || switches.isSet())) {
            return new Violation(
                    "cluster",
                    (members > 0 ? "location.members" : "switches.trunk")
                            + " is set, but there is no cluster.secret-file",
                    "cluster.secret-file: a file that all processes of the cluster have");
        }
        if (switches.isPair() && members == 0) {
            return new Violation(
                    "switches",
                    "of two switches.members the location server decides which is active, but there"
                            + " are no location.members",
                    "location.members, or one of switches.members");
        }
        return switches.isSet() ? listenViolation() : null;
    }

    /** A node cannot find out which address of another host, or which free port, was meant. */
    private @Nullable Violation listenViolation() {
        for (ListenPoint point : sip.listen()) {
            if (point.endpoint().port() == 0 || point.endpoint().address().isAnyLocalAddress()) {
                return new Violation(
                        "sip",
                        "with switches.trunk set, sip.listen names " + point,
                        "the addresses and ports of the switch, such as udp:192.0.2.1:5060");
            }
        }
        return null;
    }
}
