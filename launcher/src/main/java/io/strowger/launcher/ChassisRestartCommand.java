// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.management.JsonText;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code strowger chassis restart}. */
@Command(
        name = "restart",
        mixinStandardHelpOptions = true,
        description = {
            "Restarts all cards of a running chassis, or one, while calls go on: nodes one after the other, each drained first,"
                    + " then the standby switch, the active one, the location server, its leader last.",
            "None is taken before the router is whole again; when it does not become whole the rest stays as it is."
        },
        footer = {
            "",
            "Examples:",
            "  strowger chassis restart",
            "  strowger chassis restart node1",
            "  strowger chassis restart --url http://127.0.0.1:8080 --no-wait"
        })
final class ChassisRestartCommand implements Callable<Integer> {
    private static final long POLL_MILLIS = 300;

    @Spec CommandSpec spec = CommandSpec.create();
    @Mixin ServerOptions server;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "CARD",
            description = "Its place, such as node1.")
    @Nullable String card;

    @Option(names = "--no-wait", description = "Begins it and does not wait for its end.")
    boolean isImpatient;

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
        RestClient client = server.client();
        PrintWriter out = spec.commandLine().getOut();
        String path =
                "/api/v1/chassis/restart"
                        + (card == null ? "" : "?card=" + RestClient.encode(card));
        RestClient.successful(client.send("POST", path, Map.of(), new byte[0]));
        String shown = "";
        while (!isImpatient) {
            String text = text(client);
            if (!text.equals(shown)) {
                out.println(text);
                shown = text;
            }
            if (text.endsWith(", done")) {
                return 0;
            }
            if (text.contains("left as it is")) {
                return 1;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return 0;
    }

    private static String text(RestClient client) throws CommandFailure {
        Map<String, @Nullable Object> chassis =
                JsonText.asObject(client.get("/api/v1/status").object().get("chassis"));
        if (chassis == null) {
            throw new CommandFailure(client.base() + " is no chassis");
        }
        return String.valueOf(chassis.get("restart"));
    }
}
