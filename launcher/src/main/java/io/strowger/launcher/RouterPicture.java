// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import static io.strowger.launcher.SeenProcess.list;
import static io.strowger.launcher.SeenProcess.number;
import static io.strowger.launcher.SeenProcess.object;
import static io.strowger.launcher.SeenProcess.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A whole router as lines of text: switches, nodes, location server. A function of what its processes said. */
final class RouterPicture {
    private static final int BAR = 16;
    private static final int LONGEST_NAME = 18;

    private final Map<String, @Nullable Object> asked;
    private final List<SeenProcess> processes;
    private final boolean isColoured;
    private final List<String> lines = new ArrayList<>();

    private RouterPicture(
            Map<String, @Nullable Object> asked, List<SeenProcess> processes, boolean isColoured) {
        this.asked = asked;
        this.processes = processes;
        this.isColoured = isColoured;
    }

    /**
     * Draws it.
     *
     * @param asked the status of the process that was asked
     * @param processes all that belong to it; itself when it is no chassis
     */
    static List<String> lines(
            Map<String, @Nullable Object> asked, List<SeenProcess> processes, boolean isColoured) {
        RouterPicture picture = new RouterPicture(asked, processes, isColoured);
        picture.head();
        picture.switches();
        picture.nodes();
        picture.links();
        picture.location();
        picture.troubles();
        return picture.lines;
    }

    private void head() {
        double calls =
                processes.stream()
                        .map(process -> process.node().get("callsPerSecond"))
                        .mapToDouble(value -> value instanceof Number each ? each.doubleValue() : 0)
                        .sum();
        String status = text(object(asked, "node"), "operationalStatus");
        add(
                Ink.HEADING.on("Strowger " + text(asked, "version"), isColoured)
                        + "  "
                        + ink(status).on(status, isColoured)
                        + "  %.1f calls/s".formatted(calls));
        String restart = text(object(asked, "chassis"), "restart");
        if (!restart.equals("none") && !restart.equals("-")) {
            add(Ink.WARNING.on("rolling restart: " + restart, isColoured));
        }
    }

    private void add(String line) {
        lines.add(line.stripTrailing());
    }

    private void heading(String words) {
        add("");
        add(Ink.HEADING.on(words.stripTrailing(), isColoured));
    }

    /** A word in its colour, filled up to a width. */
    private String cell(String word, int width) {
        String cut = word.length() > width ? word.substring(0, width - 1) + "~" : word;
        return ink(word).on(cut, isColoured) + " ".repeat(width - cut.length());
    }

    private static Ink ink(String word) {
        return switch (word) {
            case "ready", "up", "active", "followed", "in step", "leads", "working" -> Ink.GOOD;
            case "standby", "standing by", "follows", "alone", "-" -> Ink.PLAIN;
            case "process dead",
                    "process hung",
                    "host down",
                    "no answer",
                    "not followed",
                    "silent",
                    "closed",
                    "unready" ->
                    Ink.BAD;
            default -> Ink.WARNING;
        };
    }

    /** What every row ends with: the process itself. */
    private static String process(SeenProcess seen) {
        return seen.card().isEmpty()
                ? ""
                : "%8s %8s %9d  %s"
                        .formatted(
                                text(seen.card(), "pid"),
                                SeenProcess.uptime(number(seen.card(), "uptimeMillis")),
                                number(seen.card(), "restarts"),
                                seen.state().equals("ready") ? "" : seen.state());
    }

    private static String processHeading(List<SeenProcess> rows) {
        return rows.isEmpty() || rows.getFirst().card().isEmpty()
                ? ""
                : "%8s %8s %9s".formatted("process", "up", "restarts");
    }

    private void switches() {
        List<SeenProcess> rows = processes.stream().filter(SeenProcess::isSwitch).toList();
        if (rows.isEmpty()) {
            return;
        }
        heading(
                "%-18s %-13s %6s %-13s %12s %7s%s"
                        .formatted(
                                "switch",
                                "role",
                                "term",
                                "table",
                                "connections",
                                "kept",
                                processHeading(rows)));
        for (SeenProcess row : rows) {
            Map<String, @Nullable Object> board = row.board();
            String role = board.isEmpty() ? "no answer" : text(board, "role");
            add(
                    "%-18s %s %6s %s %12s %7s%s"
                            .formatted(
                                    row.name(),
                                    cell(role, 13),
                                    text(board, "term"),
                                    cell(text(board, "table"), 13),
                                    text(board, "connections"),
                                    text(board, "keptRequests"),
                                    process(row)));
        }
    }

    private Optional<SeenProcess> activeSwitch() {
        return processes.stream()
                .filter(SeenProcess::isSwitch)
                .filter(SeenProcess::isActive)
                .findFirst();
    }

    private List<SeenProcess> nodeProcesses() {
        return processes.stream()
                .filter(process -> !process.isSwitch() && !process.isMember())
                .toList();
    }

    private void nodes() {
        Map<String, Map<String, @Nullable Object>> seen = new HashMap<>();
        activeSwitch()
                .ifPresent(
                        board ->
                                list(board.board(), "nodes")
                                        .forEach(node -> seen.put(text(node, "id"), node)));
        List<SeenProcess> rows = nodeProcesses();
        if (rows.isEmpty() && seen.isEmpty()) {
            return;
        }
        long most = seen.values().stream().mapToLong(node -> number(node, "open")).max().orElse(0);
        heading(
                ("%-18s %-13s %-" + (BAR + 7) + "s %11s %11s %9s %-9s%s")
                        .formatted(
                                "node",
                                "status",
                                "open",
                                "response",
                                "connections",
                                "level",
                                "replica",
                                processHeading(rows)));
        rows.forEach(row -> node(row, seen.remove(text(row.own(), "id")), most));
        // Those that only the switch knows.
        seen.forEach((id, node) -> node(new SeenProcess(Map.of(), Map.of(), Map.of()), node, most));
    }

    private void node(SeenProcess row, @Nullable Map<String, @Nullable Object> seen, long most) {
        Map<String, @Nullable Object> at = seen == null ? Map.of() : seen;
        String status =
                seen == null
                        ? row.status().isEmpty() ? "no answer" : "-"
                        : Boolean.TRUE.equals(at.get("drained")) ? "drained" : text(at, "status");
        String name = row.status().isEmpty() && row.card().isEmpty() ? text(at, "id") : row.name();
        String response =
                seen == null ? "-" : "%.1f ms".formatted(number(at, "responseMicros") / 1e3);
        add(
                "%-18s %s %s %6s %11s %11s %9s %s%s"
                        .formatted(
                                cut(name),
                                cell(status, 13),
                                bar(number(at, "open"), most),
                                text(at, "open"),
                                response,
                                text(at, "connections"),
                                text(row.own(), "level"),
                                cell(replica(row.own()), 9),
                                process(row)));
    }

    /** Where the trunks have several. */
    private void links() {
        List<Map<String, @Nullable Object>> nodes =
                activeSwitch().map(board -> list(board.board(), "nodes")).orElse(List.of());
        if (nodes.stream().allMatch(node -> list(node, "links").isEmpty())) {
            return;
        }
        heading(
                "%-18s %-13s %-24s %11s %11s %6s"
                        .formatted("link", "state", "address", "frames", "round trip", "left"));
        for (Map<String, @Nullable Object> node : nodes) {
            for (Map<String, @Nullable Object> link : list(node, "links")) {
                add(
                        "%-18s %s %-24s %11s %11s %6s"
                                .formatted(
                                        cut(text(node, "id")) + " " + text(link, "number"),
                                        cell(text(link, "state"), 13),
                                        text(link, "address"),
                                        text(link, "framesSent"),
                                        "%.1f ms".formatted(number(link, "roundTripMicros") / 1e3),
                                        text(link, "leftTimes")));
            }
        }
    }

    private static String cut(String name) {
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    }

    private static String replica(Map<String, @Nullable Object> own) {
        String activity = text(own, "activity");
        long missing = number(own, "lagEntries");
        return missing > 0 ? "-" + missing : activity;
    }

    private String bar(long value, long most) {
        int full = most == 0 ? 0 : (int) Math.ceilDiv(value * BAR, most);
        return Ink.GOOD.on("#".repeat(full), isColoured)
                + Ink.FAINT.on(".".repeat(BAR - full), isColoured);
    }

    private void location() {
        List<SeenProcess> rows = processes.stream().filter(SeenProcess::isMember).toList();
        if (rows.isEmpty()) {
            return;
        }
        heading(
                "%-18s %-13s %10s  %-32s %s"
                        .formatted(
                                "location server",
                                "role",
                                "level",
                                "digest",
                                processHeading(rows)));
        for (SeenProcess row : rows) {
            boolean isAway = row.status().isEmpty();
            String role = isAway ? "no answer" : row.isActive() ? "leads" : "follows";
            add(
                    "%-18s %s %10s  %-32s %s"
                            .formatted(
                                    row.name(),
                                    cell(role, 13),
                                    text(row.own(), "level"),
                                    text(row.own(), "digest"),
                                    process(row)));
        }
        // Without a chassis the leader is the one who knows the replicas of others.
        if (nodeProcesses().isEmpty()) {
            rows.forEach(this::replicas);
        }
    }

    private void replicas(SeenProcess member) {
        List<Map<String, @Nullable Object>> others =
                member.replicas()
                        .subList(Math.min(1, member.replicas().size()), member.replicas().size());
        if (others.isEmpty()) {
            return;
        }
        heading(
                "%-18s %-20s %10s %10s %10s"
                        .formatted("replica", "role", "level", "missing", "lag ms"));
        for (Map<String, @Nullable Object> replica : others) {
            add(
                    "%-18s %-20s %10s %10s %10s"
                            .formatted(
                                    cut(text(replica, "id")),
                                    text(replica, "role"),
                                    text(replica, "level"),
                                    text(replica, "lagEntries"),
                                    text(replica, "lagMillis")));
        }
    }

    /** What an operator should look into, and nothing when there is nothing. */
    private void troubles() {
        activeSwitch()
                .ifPresent(
                        board -> {
                            if (board.metrics().isEmpty()) {
                                return;
                            }
                            heading("trunk");
                            add(
                                    "handed over %.0f   refused %.0f   not kept %.0f   full %.0f   stale %.0f"
                                            .formatted(
                                                    metric(
                                                            board,
                                                            "strowger_switch_handed_over_total"),
                                                    metric(board, "strowger_switch_refused_total"),
                                                    metric(board, "strowger_switch_not_kept_total"),
                                                    metric(board, "strowger_trunk_full_total"),
                                                    metric(board, "strowger_trunk_stale_total")));
                        });
        List<SeenProcess> died =
                processes.stream()
                        .filter(
                                row ->
                                        !List.of("-", "restarted")
                                                .contains(text(row.card(), "reason")))
                        .toList();
        if (!died.isEmpty()) {
            heading("last deaths");
            died.forEach(row -> add(row.name() + ": " + text(row.card(), "reason")));
        }
    }

    private static double metric(SeenProcess board, String name) {
        return board.metrics().getOrDefault(name, 0.0);
    }
}
