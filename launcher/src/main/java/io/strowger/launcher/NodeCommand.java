// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.StrowgerConfig;
import picocli.CommandLine.Command;

/** {@code strowger node}. */
@Command(
        name = "node",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a cluster node: SIP from a replica of the location database.",
            "Needs location.members, replication.members and cluster.secret-file.",
            "With replication.region.receiver it is a designated receiver, too."
        },
        footer = {
            "",
            "Examples:",
            "  strowger node --config strowger.yaml",
            "  strowger node --config strowger.yaml --set data=/var/lib/strowger-2",
            "",
            "All keys: docs/CONFIGURATION.md or 'strowger config manual'."
        })
final class NodeCommand extends ServingCommand {
    @Override
    ServingProcess start(StrowgerConfig config) throws CommandFailure {
        return StrowgerProcess.start(config, new ReplicatedParts());
    }
}
