// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.StrowgerConfig;
import picocli.CommandLine.Command;

/** {@code strowger switch}. */
@Command(
        name = "switch",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a switch: serves sip.listen and gives calls to nodes, which take over from each other.",
            "Needs switches.trunk, sip.listen with addresses, and cluster.secret-file, as its nodes do."
        },
        footer = {
            "",
            "Examples:",
            "  strowger switch --config strowger.yaml",
            "  strowger status --url http://127.0.0.1:8080",
            "",
            "All keys: docs/CONFIGURATION.md or 'strowger config manual'."
        })
final class SwitchCommand extends ServingCommand {
    @Override
    ServingProcess start(StrowgerConfig config) throws CommandFailure {
        return SwitchProcess.start(config);
    }
}
