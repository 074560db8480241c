// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code strowger drain}. */
@Command(
        name = "drain",
        mixinStandardHelpOptions = true,
        description = {
            "Takes a node out of service at its switch: it gets no new calls and goes on with those it has.",
            "It may be stopped when 'strowger status' shows it as drained."
        },
        footer = {
            "",
            "Examples:",
            "  strowger drain 5f3a9c1e77d02b44",
            "  strowger drain 5f3a9c1e77d02b44 --end"
        })
final class DrainCommand implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();
    @Mixin ServerOptions server;

    @Parameters(index = "0", paramLabel = "NODE", description = "Its id, as in the status.")
    String node = "";

    @Option(names = "--end", description = "Gives it new calls again.")
    boolean ends;

    @Override
    public Integer call() throws CommandFailure {
        RestClient.successful(
                server.client()
                        .send(
                                ends ? "DELETE" : "PUT",
                                RestClient.path("nodes", node) + "/drain",
                                Map.of(),
                                null));
        spec.commandLine()
                .getOut()
                .println("node " + node + (ends ? " is in service" : " is draining"));
        return 0;
    }
}
