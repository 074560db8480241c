// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code strowger link}. */
@Command(
        name = "link",
        mixinStandardHelpOptions = true,
        description = {
            "Links between a switch and its nodes, added and removed while calls go on; the nodes follow.",
            "Asked of each switch for its own addresses. What lasts longer than the process is written in",
            "switches.members and switches.members-b of the configuration."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {LinkCommand.Add.class, LinkCommand.Remove.class},
        footer = {
            "",
            "Examples:",
            "  strowger link add 10.0.2.5:7450",
            "  strowger link remove 10.0.2.5:7450",
            "  strowger status --watch            shows the links"
        })
final class LinkCommand {
    /** {@code strowger link add}. */
    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Has nodes reach the switch at one more address.")
    static final class Add implements Callable<Integer> {
        @Spec CommandSpec spec = CommandSpec.create();
        @Mixin ServerOptions server;

        @Parameters(
                paramLabel = "ADDRESS",
                description = "IP address and UDP port of the switch, such as 10.0.2.5:7450.")
        String address = "";

        @Override
        public Integer call() throws CommandFailure {
            change(server, "PUT", address);
            spec.commandLine().getOut().println("link " + address + " is added");
            return 0;
        }
    }

    /** {@code strowger link remove}. */
    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Takes an address away; what was under way goes over another link.")
    static final class Remove implements Callable<Integer> {
        @Spec CommandSpec spec = CommandSpec.create();
        @Mixin ServerOptions server;

        @Parameters(paramLabel = "ADDRESS", description = "As the status shows it.")
        String address = "";

        @Override
        public Integer call() throws CommandFailure {
            change(server, "DELETE", address);
            spec.commandLine().getOut().println("link " + address + " is removed");
            return 0;
        }
    }

    private static void change(ServerOptions server, String method, String address)
            throws CommandFailure {
        RestClient.successful(
                server.client().send(method, RestClient.path("links", address), Map.of(), null));
    }
}
