// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program without a subcommand: explains itself. */
@Command(
        name = "strowger",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "A SIP signaling router: proxy, redirect server and registrar.",
        footer = {
            "",
            "Examples:",
            "  strowger run                                   SIP on port 5060, REST on 127.0.0.1:8080",
            "  strowger user add alice@example.org            asks for the password",
            "  strowger number add prefix:+49 --target sip:gw@example.net",
            "  strowger import users.csv",
            "  strowger status --watch"
        })
final class StrowgerCommand implements Runnable {
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "no command given");
    }
}
