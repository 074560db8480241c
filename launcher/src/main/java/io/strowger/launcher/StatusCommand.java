// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.management.JsonText;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code strowger status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Replicas of the location database and figures of a process.",
        footer = {
            "",
            "Examples:",
            "  strowger status",
            "  strowger status --watch                               the whole router, live; q ends",
            "  strowger status --url http://127.0.0.1:8084 --json"
        })
final class StatusCommand implements Callable<Integer> {
    private static final String CARD_ROW = "%-12s %8s %-10s %-32s %8s %8s  %s%n";
    private static final long WATCH_MILLIS = 1000;
    private static final long KEY_MILLIS = 50;
    private static final String ROW = "%-16s %-19s %-20s %10s %-32s %-8s %8s %8s  %s%n";
    private static final String NODE_ROW = "%-16s %-13s %8s %12s %12s %8s%n";
    private static final String REGION_ROW = "%-16s %8s %8s %9s %12s %12s%n";

    @Spec CommandSpec spec;
    @Mixin ServerOptions server;

    @Option(
            names = "--watch",
            description = "The whole router, drawn anew every second until q or Ctrl-C.")
    boolean watch;

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
        RestClient client = server.client();
        PrintWriter out = spec.commandLine().getOut();
        if (watch && !server.json) {
            return watch(new RouterReading(client), out);
        }
        do {
            Map<String, @Nullable Object> status = client.get("/api/v1/status").object();
            if (server.json) {
                out.println(JsonText.write(status));
            } else {
                show(status, out);
            }
            out.flush();
            if (watch) {
                Thread.sleep(WATCH_MILLIS);
            }
        } while (watch && !out.checkError());
        return 0;
    }

    private static int watch(RouterReading router, PrintWriter out)
            throws CommandFailure, InterruptedException {
        if (Terminal.isInteractive()) {
            return draw(router, out);
        }
        while (!out.checkError()) {
            router.picture(false).forEach(out::println);
            out.println();
            out.flush();
            Thread.sleep(WATCH_MILLIS);
        }
        return 0;
    }

    /** A process that does not answer may come back: the picture waits for it. */
    private static int draw(RouterReading router, PrintWriter out) throws InterruptedException {
        boolean isColoured = System.getenv("NO_COLOR") == null;
        try (WatchScreen screen = new WatchScreen(out)) {
            long due = System.nanoTime();
            while (!screen.isEnded() && !out.checkError()) {
                if (System.nanoTime() - due >= 0) {
                    screen.draw(picture(router, isColoured));
                    due = System.nanoTime() + WATCH_MILLIS * 1_000_000;
                }
                Thread.sleep(KEY_MILLIS);
            }
        }
        return 0;
    }

    private static List<String> picture(RouterReading router, boolean isColoured) {
        try {
            return router.picture(isColoured);
        } catch (CommandFailure away) {
            return away.lines();
        }
    }

    private static void show(Map<String, @Nullable Object> status, PrintWriter out) {
        Map<String, @Nullable Object> node = JsonText.asObject(status.get("node"));
        if (node != null) {
            out.printf(
                    "strowger %s: %s, up %s, %s calls/s, %s transactions, %s connections%n%n",
                    status.get("version"),
                    node.get("operationalStatus"),
                    uptime(node.get("uptimeMillis")),
                    node.get("callsPerSecond"),
                    node.get("transactions"),
                    node.get("connections"));
        }
        Map<String, @Nullable Object> chassis = JsonText.asObject(status.get("chassis"));
        if (chassis != null) {
            showChassis(chassis, out);
            return;
        }
        Map<String, @Nullable Object> board = JsonText.asObject(status.get("switch"));
        if (board != null) {
            showSwitch(board, out);
            return;
        }
        showReplicas(status, out);
        showRegions(status.get("regions") instanceof List<?> list ? list : List.of(), out);
    }

    private static void showReplicas(Map<String, @Nullable Object> status, PrintWriter out) {
        heading(out);
        List<?> replicas = status.get("replicas") instanceof List<?> list ? list : List.of();
        for (Object element : replicas) {
            Map<String, @Nullable Object> replica = JsonText.asObject(element);
            if (replica != null) {
                out.printf(
                        ROW,
                        replica.get("id"),
                        replica.get("role"),
                        replica.get("birthDate"),
                        replica.get("level"),
                        replica.get("digest"),
                        replica.get("coherent"),
                        replica.get("lagMillis"),
                        replica.get("lagEntries"),
                        lastLoad(replica));
            }
        }
    }

    private static void showChassis(Map<String, @Nullable Object> chassis, PrintWriter out) {
        out.printf("rolling restart: %s%n%n", chassis.get("restart"));
        out.printf(CARD_ROW, "card", "process", "role", "state", "up", "restarts", "ended before");
        for (Map<String, @Nullable Object> card : SeenProcess.list(chassis, "cards")) {
            boolean active = Boolean.TRUE.equals(card.get("active"));
            out.printf(
                    CARD_ROW,
                    card.get("place"),
                    card.get("pid"),
                    active ? "active" : "",
                    card.get("state"),
                    uptime(card.get("uptimeMillis")),
                    card.get("restarts"),
                    SeenProcess.text(card, "reason"));
        }
    }

    private static void showSwitch(Map<String, @Nullable Object> board, PrintWriter out) {
        out.printf(
                "switch: %s, term %s, table %s, %s connections, %s kept requests, outside: %s, ping: %s%n",
                board.get("role"),
                board.get("term"),
                board.get("table"),
                board.get("connections"),
                board.get("keptRequests"),
                SeenProcess.text(board, "outside"),
                SeenProcess.text(board, "ping"));
        for (Map<String, @Nullable Object> gateway : SeenProcess.list(board, "gateways")) {
            boolean seen = Boolean.TRUE.equals(gateway.get("seen"));
            boolean used = Boolean.TRUE.equals(gateway.get("defaultRoute"));
            out.printf(
                    "gateway %s %s%s%n",
                    gateway.get("address"),
                    seen ? "answers" : "is silent",
                    used ? ", default route" : "");
        }
        out.println();
        out.printf(NODE_ROW, "node", "status", "open", "connections", "response us", "drained");
        for (Object element : board.get("nodes") instanceof List<?> list ? list : List.of()) {
            Map<String, @Nullable Object> node = JsonText.asObject(element);
            if (node != null) {
                out.printf(
                        NODE_ROW,
                        node.get("id"),
                        node.get("status"),
                        node.get("open"),
                        node.get("connections"),
                        node.get("responseMicros"),
                        node.get("drained"));
            }
        }
    }

    private static void showRegions(List<?> regions, PrintWriter out) {
        if (regions.isEmpty()) {
            return;
        }
        out.println();
        out.printf(
                REGION_ROW,
                "region by",
                "replicas",
                "in step",
                "differing",
                "lowest level",
                "worst lag ms");
        for (Object element : regions) {
            Map<String, @Nullable Object> region = JsonText.asObject(element);
            if (region != null) {
                out.printf(
                        REGION_ROW,
                        region.get("receiver"),
                        region.get("replicas"),
                        region.get("inStep"),
                        region.get("differing"),
                        region.get("lowestLevel"),
                        region.get("worstLagMillis"));
            }
        }
    }

    private static void heading(PrintWriter out) {
        out.printf(
                ROW,
                "replica",
                "role",
                "birth date",
                "level",
                "digest",
                "coherent",
                "lag ms",
                "missing",
                "last load");
    }

    private static String lastLoad(Map<String, @Nullable Object> replica) {
        Object millis = replica.get("lastLoadMillis");
        String took = millis instanceof Long number && number >= 0 ? " (" + number + " ms)" : "";
        return "in step".equals(replica.get("activity"))
                ? replica.get("lastLoad") + took
                : replica.get("activity") + ": " + replica.get("lastLoad");
    }

    private static String uptime(@Nullable Object millis) {
        return SeenProcess.uptime(millis instanceof Long number ? number : 0);
    }
}
