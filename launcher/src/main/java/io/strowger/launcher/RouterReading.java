// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import static io.strowger.launcher.SeenProcess.list;
import static io.strowger.launcher.SeenProcess.object;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks a process how it is, and when it is a chassis all of its cards. */
final class RouterReading {
    private static final int LIMIT_MILLIS = 800;

    private final RestClient client;

    RouterReading(RestClient client) {
        this.client = client;
    }

    /** The router as lines. */
    List<String> picture(boolean isColoured) throws CommandFailure {
        Map<String, @Nullable Object> asked = client.get("/api/v1/status").object();
        List<Map<String, @Nullable Object>> cards = list(object(asked, "chassis"), "cards");
        List<SeenProcess> seen = new ArrayList<>();
        if (cards.isEmpty()) {
            seen.add(new SeenProcess(Map.of(), asked, metrics(client, asked)));
        }
        cards.forEach(card -> seen.add(card(card)));
        return RouterPicture.lines(asked, seen, isColoured);
    }

    private SeenProcess card(Map<String, @Nullable Object> card) {
        RestClient its = client.to(URI.create(String.valueOf(card.get("url"))), LIMIT_MILLIS);
        try {
            Map<String, @Nullable Object> status = its.get("/api/v1/status").object();
            return new SeenProcess(card, status, metrics(its, status));
        } catch (CommandFailure away) {
            return new SeenProcess(card, Map.of(), Map.of());
        }
    }

    /** Of an active switch; the others have nothing that is shown. */
    private static Map<String, Double> metrics(
            RestClient client, Map<String, @Nullable Object> status) {
        Map<String, Double> found = new HashMap<>();
        if (!"active".equals(object(status, "switch").get("role"))) {
            return found;
        }
        try {
            client.get("/metrics")
                    .text()
                    .lines()
                    .filter(line -> line.startsWith("strowger_") && line.indexOf('{') < 0)
                    .map(line -> line.split(" ", 2))
                    .filter(words -> words.length == 2)
                    .forEach(words -> found.put(words[0], Double.parseDouble(words[1])));
        } catch (CommandFailure | NumberFormatException unreadable) {
            return found;
        }
        return found;
    }
}
