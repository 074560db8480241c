// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import java.util.List;
import java.util.Map;

/** {@code /api/v1/links/ADDRESS}: links of the trunk of a switch. What is changed here lasts as long as the process does. */
final class LinkResource {
    private final LinkChanges links;

    LinkResource(final LinkChanges links) {
        this.links = links;
    }

    /** Whether a path is answered here. */
    static boolean serves(final List<String> path) {
        return path.size() == 4 && path.subList(0, 3).equals(List.of("api", "v1", "links"));
    }

    Answer answer(final ApiRequest request) {
        final boolean adds = request.method().equals("PUT");
        if (!adds && !request.method().equals("DELETE")) {
            return ApiRoutes.notAllowed("PUT, DELETE");
        }
        if (!request.isAny(Role.OPERATOR)) {
            return Answer.problem(Problem.forbidden("needs the role operator"));
        }
        final String address = request.segments().get(3);
        return switch (links.change(address, adds)) {
            case DONE -> Answer.json(200, Map.of("address", address, "added", adds));
            case NO_ADDRESS ->
                    Answer.problem(
                            Problem.badRequest(
                                    "'"
                                            + address
                                            + "' is no IP address and port such as 10.0.2.5:7450"));
            case NO_NETWORK ->
                    refused("the trunk of this switch goes over no network (switches.trunk)");
            case THERE_ALREADY -> refused("there is a link at " + address + " already");
            case NO_ROOM -> refused("there are four links, which is the most");
            case NOT_LISTENING ->
                    refused(
                            address
                                    + " cannot be listened at: this host does not have the address,"
                                    + " or another process has the port");
            case NOT_THERE -> Answer.problem(Problem.notFound("there is no link at " + address));
            case NEEDED -> refused("a node, or the other switch, is reached by no other link");
            case NOT_SERVING -> Answer.problem(Problem.unavailable("the switch does not answer"));
        };
    }

    private static Answer refused(final String why) {
        return Answer.problem(Problem.invalid(why));
    }
}
