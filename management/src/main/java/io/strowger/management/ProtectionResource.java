// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/bans} and {@code /api/v1/protection}. What is changed here lasts as long as the process does. */
final class ProtectionResource {
    private static final long LONGEST_SECONDS = 10L * 365 * 86_400;

    private final SourceProtection protection;

    ProtectionResource(final SourceProtection protection) {
        this.protection = protection;
    }

    /** Whether a path is answered here. */
    static boolean serves(final List<String> path) {
        return path.size() >= 3
                && path.subList(0, 2).equals(List.of("api", "v1"))
                && ((path.size() == 3 && path.get(2).equals("protection"))
                        || (path.size() <= 4 && path.get(2).equals("bans")));
    }

    Answer answer(final ApiRequest request) throws IOException {
        final List<String> path = request.segments();
        if (path.size() == 4) {
            return ban(request, path.get(3));
        }
        final boolean isRead = request.method().equals("GET") || request.method().equals("HEAD");
        if (path.get(2).equals("bans")) {
            return isRead ? list() : ApiRoutes.notAllowed("GET, HEAD");
        }
        if (isRead) {
            return shown(protection.limits());
        }
        return request.method().equals("PUT")
                ? change(request)
                : ApiRoutes.notAllowed("GET, HEAD, PUT");
    }

    private Answer list() {
        final List<SourceProtection.ShownBan> bans = protection.bans();
        return bans == null
                ? notServing()
                : Answer.json(
                        200,
                        Map.of("bans", bans.stream().map(ProtectionResource::fields).toList()));
    }

    private static Map<String, @Nullable Object> fields(final SourceProtection.ShownBan ban) {
        final Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("network", ban.network());
        fields.put("reason", ban.reason());
        fields.put("slowed", ban.slowed());
        fields.put("secondsLeft", ban.secondsLeft());
        return fields;
    }

    private Answer ban(final ApiRequest request, final String network) throws IOException {
        final boolean begins = request.method().equals("PUT");
        if (!begins && !request.method().equals("DELETE")) {
            return ApiRoutes.notAllowed("PUT, DELETE");
        }
        if (!request.isAny(Role.OPERATOR)) {
            return forbidden();
        }
        if (!begins) {
            return answer(protection.lift(network), network);
        }
        final RecordFields fields = fields(request);
        if (fields == null) {
            return notAnObject();
        }
        final long seconds = fields.number("seconds", 0, 0, LONGEST_SECONDS);
        final String problem = fields.problem();
        return problem == null
                ? answer(protection.ban(network, seconds), network)
                : Answer.problem(Problem.invalid(problem));
    }

    private Answer change(final ApiRequest request) throws IOException {
        if (!request.isAny(Role.OPERATOR)) {
            return forbidden();
        }
        final SourceProtection.Limits now = protection.limits();
        final RecordFields fields = fields(request);
        if (now == null) {
            return notServing();
        }
        if (fields == null) {
            return notAnObject();
        }
        final SourceProtection.Limits changed =
                new SourceProtection.Limits(
                        now.sources().changedBy(fields), now.admission().changedBy(fields));
        final String problem = fields.problem();
        if (problem != null) {
            return Answer.problem(Problem.invalid(problem));
        }
        return protection.limit(changed) == SourceProtection.Outcome.DONE
                ? shown(changed)
                : notServing();
    }

    private static Answer shown(final SourceProtection.@Nullable Limits limits) {
        if (limits == null) {
            return notServing();
        }
        final Map<String, @Nullable Object> fields = limits.sources().fields();
        fields.putAll(limits.admission().fields());
        return Answer.json(200, fields);
    }

    /** The body; an empty one is an empty object. Null when it is something else. */
    private static @Nullable RecordFields fields(final ApiRequest request) throws IOException {
        final byte[] body = request.body();
        if (body == null) {
            return null;
        }
        final Map<String, @Nullable Object> object =
                body.length == 0 ? Map.of() : JsonText.parse(body, 0, body.length).object();
        return object == null ? null : new RecordFields(object);
    }

    private static Answer answer(final SourceProtection.Outcome outcome, final String network) {
        return switch (outcome) {
            case DONE -> Answer.empty();
            case NO_NETWORK ->
                    Answer.problem(
                            Problem.badRequest(
                                    "'"
                                            + network
                                            + "' is no address or network such as 192.0.2.0/24"));
            case NOT_THERE -> Answer.problem(Problem.notFound(network + " is not banned"));
            case TRUSTED ->
                    Answer.problem(
                            Problem.invalid(network + " has addresses of sip.protection.trusted"));
            case NO_ROOM ->
                    Answer.problem(Problem.invalid("there is no room for another banned network"));
            case NOT_SERVING -> notServing();
        };
    }

    private static Answer notServing() {
        return Answer.problem(
                Problem.unavailable(
                        "no listening point is open in this process (yet); of a cluster with a"
                                + " switch ask the switch"));
    }

    private static Answer forbidden() {
        return Answer.problem(Problem.forbidden("needs the role operator"));
    }

    private static Answer notAnObject() {
        return Answer.problem(Problem.badRequest("the body is no JSON object, or too long"));
    }
}
