// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.management.JsonText;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code strowger bans}. */
@Command(
        name = "bans",
        mixinStandardHelpOptions = true,
        description = {
            "Who may not send to this process, or only little: shown and changed while it runs.",
            "What lasts longer than the process is written in sip.protection of the configuration."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            BansCommand.Show.class,
            BansCommand.Add.class,
            BansCommand.Remove.class,
            BansCommand.Limits.class
        },
        footer = {
            "",
            "Examples:",
            "  strowger bans list",
            "  strowger bans add 203.0.113.7",
            "  strowger bans add 2001:db8:7::/48 --seconds 3600",
            "  strowger bans remove 203.0.113.7",
            "  strowger bans limits",
            "  strowger bans limits messagesPerSource=200 suspectRate=5",
            "  strowger bans limits queueMillis=400 scanners=friendly-scanner,sipcli"
        })
final class BansCommand {
    /** {@code strowger bans list}. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Bans and suspicions in force: network, what is done, why, for how long.")
    static final class Show implements Callable<Integer> {
        @Spec CommandSpec spec = CommandSpec.create();
        @Mixin ServerOptions server;

        @Override
        public Integer call() throws CommandFailure {
            Object bans = server.client().get("/api/v1/bans").object().get("bans");
            PrintWriter out = spec.commandLine().getOut();
            List<?> all = bans instanceof List<?> list ? list : List.of();
            if (all.isEmpty() && !server.json) {
                out.println("nobody is banned or slowed");
            }
            for (Object each : all) {
                Map<String, @Nullable Object> ban = JsonText.asObject(each);
                if (ban != null) {
                    out.println(server.json ? JsonText.write(ban) : line(ban));
                }
            }
            return 0;
        }

        private static String line(Map<String, @Nullable Object> ban) {
            String left =
                    ban.get("secondsLeft") instanceof Number seconds
                            ? "ends in " + words(Duration.ofSeconds(seconds.longValue()))
                            : "for good";
            return "%-40s %-7s %-9s %s"
                    .formatted(
                            ban.get("network"),
                            Boolean.TRUE.equals(ban.get("slowed")) ? "slowed" : "banned",
                            ban.get("reason"),
                            left);
        }

        private static String words(Duration left) {
            if (left.toHours() > 0) {
                return left.toHours() + " h " + left.toMinutesPart() + " min";
            }
            return left.toMinutes() > 0
                    ? left.toMinutes() + " min " + left.toSecondsPart() + " s"
                    : left.toSeconds() + " s";
        }
    }

    /** {@code strowger bans add}. */
    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Bans an address or network; what it sends is dropped unread.")
    static final class Add implements Callable<Integer> {
        @Spec CommandSpec spec = CommandSpec.create();
        @Mixin ServerOptions server;

        @Parameters(
                paramLabel = "NETWORK",
                description = "Such as 203.0.113.7 or 203.0.113.0/24; of IPv6 a /64 at least.")
        String network = "";

        @Option(
                names = "--seconds",
                paramLabel = "N",
                description = "How long (default: until the process ends).")
        long seconds;

        @Override
        public Integer call() throws CommandFailure {
            byte[] body =
                    JsonText.write(Map.of("seconds", seconds)).getBytes(StandardCharsets.UTF_8);
            RestClient.successful(
                    server.client().send("PUT", RestClient.path("bans", network), Map.of(), body));
            spec.commandLine().getOut().println(network + " is banned");
            return 0;
        }
    }

    /** {@code strowger bans remove}. */
    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Lifts a ban or suspicion.")
    static final class Remove implements Callable<Integer> {
        @Spec CommandSpec spec = CommandSpec.create();
        @Mixin ServerOptions server;

        @Parameters(paramLabel = "NETWORK", description = "As 'strowger bans list' shows it.")
        String network = "";

        @Override
        public Integer call() throws CommandFailure {
            RestClient.successful(
                    server.client()
                            .send("DELETE", RestClient.path("bans", network), Map.of(), null));
            spec.commandLine().getOut().println(network + " may send again");
            return 0;
        }
    }

    /** {@code strowger bans limits}. */
    @Command(
            name = "limits",
            mixinStandardHelpOptions = true,
            description = "Shows the limits, or changes them until the process ends.")
    static final class Limits implements Callable<Integer> {
        @Spec CommandSpec spec = CommandSpec.create();
        @Mixin ServerOptions server;

        @Parameters(
                arity = "0..*",
                paramLabel = "NAME=VALUE",
                description = "Limits to change, by the names that are shown.")
        Map<String, String> changes = new LinkedHashMap<>();

        @Override
        public Integer call() throws CommandFailure {
            byte[] body = JsonText.write(changes).getBytes(StandardCharsets.UTF_8);
            RestClient.Response answer =
                    RestClient.successful(
                            server.client()
                                    .send(
                                            changes.isEmpty() ? "GET" : "PUT",
                                            "/api/v1/protection",
                                            Map.of(),
                                            changes.isEmpty() ? null : body));
            PrintWriter out = spec.commandLine().getOut();
            if (server.json) {
                out.print(answer.text());
                out.flush();
            } else {
                answer.object().forEach((name, value) -> out.println(name + "=" + value));
            }
            return 0;
        }
    }
}
