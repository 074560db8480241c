// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** REST of a chassis: its cards, their restart, and the way to those that have the location database. */
final class ChassisResource {
    private static final List<String> RESTART = List.of("api", "v1", "chassis", "restart");

    /** What any card with a database serves. */
    private static final Set<String> RECORDS =
            Set.of("users", "numbers", "bindings", "domains", "import", "backup");

    private final ChassisPort chassis;

    ChassisResource(ChassisPort chassis) {
        this.chassis = chassis;
    }

    /** Whether a path is answered here. */
    boolean isMeant(List<String> path) {
        return path.equals(RESTART) || isOfRecords(path);
    }

    private static boolean isOfRecords(List<String> path) {
        return path.size() >= 3
                && path.subList(0, 2).equals(List.of("api", "v1"))
                && RECORDS.contains(path.get(2));
    }

    Answer answer(ApiRequest request) {
        if (isOfRecords(request.segments())) {
            return elsewhere(request);
        }
        if (!request.method().equals("POST")) {
            return Answer.problem(new Problem(405, "Method not allowed", "allowed: POST"))
                    .with("Allow", "POST");
        }
        if (!request.isAny(Role.OPERATOR)) {
            return Answer.problem(Problem.forbidden("needs the role operator"));
        }
        String problem = chassis.restart(request.query("card", null));
        return problem == null
                ? Answer.json(202, Map.of("restart", chassis.restartText()))
                : Answer.problem(new Problem(409, "Conflict", problem));
    }

    /** Who asked has to ask there, with the same method and body (RFC 9110 §15.4.8). */
    private Answer elsewhere(ApiRequest request) {
        String url = chassis.recordsUrl();
        return url == null
                ? Answer.problem(Problem.unavailable("no node is ready"))
                : Answer.problem(new Problem(307, "Temporary redirect", "served by " + url))
                        .with("Location", url + request.target());
    }

    /** All cards as JSON. */
    static Map<String, @Nullable Object> describe(ChassisPort chassis) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("restart", chassis.restartText());
        fields.put("cards", chassis.cards().stream().map(ChassisResource::describe).toList());
        return fields;
    }

    private static Map<String, @Nullable Object> describe(ChassisPort.Card card) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("place", card.place());
        fields.put("role", card.role());
        fields.put("pid", card.pid());
        fields.put("state", card.state());
        fields.put("active", card.active());
        fields.put("restarts", card.restarts());
        fields.put("uptimeMillis", card.uptimeMillis());
        fields.put("url", card.url());
        fields.put("reason", card.reason());
        return fields;
    }
}
