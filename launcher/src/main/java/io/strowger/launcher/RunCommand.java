// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.StrowgerConfig;
import picocli.CommandLine.Command;

/** {@code strowger run}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the router: everything in one process.",
            "Without options: SIP on UDP and TCP port 5060 of all addresses, REST on"
                    + " 127.0.0.1:8080, data in ./data."
        },
        footer = {
            "",
            "Examples:",
            "  strowger run",
            "  strowger run --config strowger.yaml",
            "  strowger run --set sip.listen=[udp:127.0.0.1:5070,tcp:127.0.0.1:5070] --set data=/tmp/s",
            "",
            "All keys: docs/CONFIGURATION.md or 'strowger config manual'."
        })
final class RunCommand extends ServingCommand {
    @Override
    ServingProcess start(StrowgerConfig config) throws CommandFailure {
        return StrowgerProcess.start(config, new EmbeddedParts());
    }
}
