// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.StrowgerConfig;
import picocli.CommandLine.Command;

/** {@code strowger chassis}. */
@Command(
        name = "chassis",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a whole router on this host, a process for each card: two switches, three nodes behind them, a location"
                    + " server of three members.",
            "A card that dies is started again; calls and registrations go on without it. When this process is killed the"
                    + " cards go on, and the same command finds them again."
        },
        footer = {
            "",
            "Examples:",
            "  strowger chassis",
            "  strowger chassis --config strowger.yaml --set chassis.nodes=2",
            "  strowger chassis restart                       all cards, one after the other, while calls go on",
            "  strowger chassis restart node1                 one of them",
            "  strowger status --watch",
            "",
            "Of management.http the chassis has the port itself, and its cards have those above it.",
            "All keys: docs/CONFIGURATION.md or 'strowger config manual'."
        },
        subcommands = ChassisRestartCommand.class)
final class ChassisCommand extends ServingCommand {
    @Override
    ServingProcess start(StrowgerConfig effective) throws CommandFailure {
        return ChassisProcess.start(
                effective,
                config,
                settings,
                ConfigCommand.load(config, settings).origins().keySet());
    }
}
