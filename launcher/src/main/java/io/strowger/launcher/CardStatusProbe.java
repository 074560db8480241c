// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.chassis.CardFacts;
import io.strowger.chassis.CardPlan;
import io.strowger.chassis.CardProbe;
import io.strowger.chassis.CardRole;
import io.strowger.management.JsonText;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks cards by their REST. */
final class CardStatusProbe implements CardProbe {
    private static final int LIMIT_MILLIS = 2_000;

    private final @Nullable String token;

    /**
     * A probe.
     *
     * @param tokens file of bearer tokens that the cards let in, null when they let in everybody
     */
    CardStatusProbe(@Nullable Path tokens) {
        token = tokens == null ? null : token(tokens);
    }

    /** That of an operator, who may drain nodes; else any, who may read. */
    private static @Nullable String token(Path file) {
        try {
            List<String[]> lines =
                    Files.readAllLines(file).stream()
                            .map(line -> line.strip().split("\\s+", -1))
                            .filter(words -> words.length == 2 && !words[0].startsWith("#"))
                            .toList();
            return lines.stream()
                    .filter(words -> words[0].contains("operator"))
                    .findFirst()
                    .or(() -> lines.stream().findFirst())
                    .map(words -> words[1])
                    .orElse(null);
        } catch (IOException unreadable) {
            return null;
        }
    }

    private RestClient client(CardPlan card) {
        return new RestClient(URI.create(card.url()), token, LIMIT_MILLIS);
    }

    @Override
    public @Nullable CardFacts ask(CardPlan card) {
        try {
            return facts(card.place().role(), client(card).get("/api/v1/status").object());
        } catch (CommandFailure away) {
            return null;
        }
    }

    /** What a status says. */
    static CardFacts facts(CardRole role, Map<String, @Nullable Object> status) {
        Map<String, @Nullable Object> node = object(status.get("node"));
        Map<String, @Nullable Object> board = object(status.get("switch"));
        Map<String, @Nullable Object> own =
                status.get("replicas") instanceof List<?> list && !list.isEmpty()
                        ? object(list.getFirst())
                        : Map.of();
        return new CardFacts(
                Boolean.TRUE.equals(status.get("ready")),
                "active".equals(role == CardRole.SWITCH ? board.get("role") : own.get("role")),
                own.get("level") instanceof Long level ? level : -1,
                isInStep(role, own, String.valueOf(board.get("table"))),
                role == CardRole.NODE ? String.valueOf(own.get("id")) : "",
                nodes(board),
                String.valueOf(node.get("operationalStatus")));
    }

    private static boolean isInStep(
            CardRole role, Map<String, @Nullable Object> own, String table) {
        return switch (role) {
            case LOCATION -> true;
            case NODE -> "in step".equals(own.get("activity"));
            case SWITCH -> List.of("alone", "followed", "in step").contains(table);
        };
    }

    private static List<CardFacts.SeenNode> nodes(Map<String, @Nullable Object> board) {
        List<CardFacts.SeenNode> nodes = new ArrayList<>();
        for (Object element : board.get("nodes") instanceof List<?> list ? list : List.of()) {
            Map<String, @Nullable Object> node = object(element);
            nodes.add(
                    new CardFacts.SeenNode(
                            String.valueOf(node.get("id")),
                            "up".equals(node.get("status")),
                            Boolean.TRUE.equals(node.get("drained"))));
        }
        return nodes;
    }

    private static Map<String, @Nullable Object> object(@Nullable Object value) {
        Map<String, @Nullable Object> object = JsonText.asObject(value);
        return object == null ? Map.of() : object;
    }

    @Override
    public boolean drain(CardPlan board, String node) {
        try {
            String path = RestClient.path("nodes", node) + "/drain";
            return client(board).send("PUT", path, Map.of(), null).isSuccess();
        } catch (CommandFailure away) {
            return false;
        }
    }
}
