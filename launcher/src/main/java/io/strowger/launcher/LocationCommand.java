// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.StrowgerConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code strowger location}. */
@Command(
        name = "location",
        mixinStandardHelpOptions = true,
        description = {
            "Runs one member of a location server whose members are processes of their own.",
            "Needs location.members, location.member and cluster.secret-file."
        },
        footer = {
            "",
            "Examples:",
            "  strowger location --config strowger.yaml",
            "  strowger location --config strowger.yaml --set location.member=2 --set data=/var/lib/strowger",
            "",
            "All keys: docs/CONFIGURATION.md or 'strowger config manual'."
        })
final class LocationCommand extends ServingCommand {
    @Option(
            names = "--sole-survivor",
            description = {
                "The other members have lost their databases, and nobody has more than this one: they"
                        + " get a copy of it. Changes that only they had acknowledged are lost."
            })
    boolean soleSurvivor;

    @Override
    ServingProcess start(StrowgerConfig config) throws CommandFailure {
        return StrowgerProcess.start(config, new MemberParts(soleSurvivor));
    }
}
