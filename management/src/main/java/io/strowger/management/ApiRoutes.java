// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which request is answered by what, and which role it takes. */
final class ApiRoutes {
    private static final String INDEX =
            """
            Strowger
              /health/live  /health/ready   is it alive, is it ready
              /metrics                      Prometheus
              /api/openapi.json             REST, described
              /api/v1/status                replicas and figures
              /api/v1/backup                the whole location database
              /api/v1/users  /api/v1/numbers  /api/v1/bindings  /api/v1/domains
              /api/v1/nodes/ID/drain        of a switch: PUT begins, DELETE ends
              /api/v1/links/ADDRESS         of a switch: PUT adds a link of the trunk, DELETE removes it
              /api/v1/chassis/restart       of a chassis: POST restarts all cards, or ?card=PLACE, one after the other
              /api/v1/bans  /api/v1/protection   who may send how much
            """;

    private final Map<String, RecordResource> records = new LinkedHashMap<>();
    private final @Nullable ImportResource imports;
    private final @Nullable BackupResource backups;
    private final @Nullable NodeDraining draining;
    private final @Nullable ChassisResource chassis;
    private final @Nullable ProtectionResource protection;
    private final @Nullable LinkResource links;
    private final StatusResource status;
    private final MetricsText metrics;

    ApiRoutes(ManagementPorts ports, @Nullable String realm) {
        List<RecordKind> kinds =
                List.of(
                        new UserKind(realm),
                        new NumberKind(),
                        new BindingKind(Clock.systemUTC()),
                        new DomainKind());
        LocationBrowser browser = ports.browser();
        Provisioning provisioning = ports.provisioning();
        if (browser != null && provisioning != null) {
            kinds.forEach(
                    kind ->
                            records.put(
                                    kind.collection(),
                                    new RecordResource(kind, browser, provisioning)));
        }
        imports = provisioning == null ? null : new ImportResource(kinds, provisioning);
        backups = browser == null ? null : new BackupResource(browser);
        draining = ports.draining();
        ChassisPort cards = ports.chassis();
        chassis = cards == null ? null : new ChassisResource(cards);
        status = new StatusResource(ports.status(), cards);
        SourceProtection sources = ports.status().protection();
        protection = sources == null ? null : new ProtectionResource(sources);
        LinkChanges changes = ports.status().links();
        links = changes == null ? null : new LinkResource(changes);
        metrics = new MetricsText(ports.counters(), ports.status(), ports.version());
    }

    /** Whether a path is answered to everybody: load balancers ask without a token. */
    static boolean isOpen(List<String> path) {
        return path.getFirst().equals("health");
    }

    /** The answer, or null when it has been written already. */
    @Nullable Answer answer(ApiRequest request) throws IOException, InterruptedException {
        List<String> path = request.segments();
        if (imports != null && path.equals(List.of("api", "v1", "import"))) {
            return postImport(request, imports);
        }
        if (backups != null && path.equals(List.of("api", "v1", "backup"))) {
            return getBackup(request, backups);
        }
        if (protection != null && ProtectionResource.serves(path)) {
            return protection.answer(request);
        }
        if (links != null && LinkResource.serves(path)) {
            return links.answer(request);
        }
        if (draining != null
                && path.size() == 5
                && path.subList(0, 3).equals(List.of("api", "v1", "nodes"))
                && path.get(4).equals("drain")) {
            return drain(request, draining, path.get(3));
        }
        if (chassis != null && chassis.isMeant(path)) {
            return chassis.answer(request);
        }
        if (path.size() >= 3 && path.subList(0, 2).equals(List.of("api", "v1"))) {
            RecordResource resource = records.get(path.get(2));
            if (resource != null && path.size() <= 4) {
                return path.size() == 3 || path.get(3).isEmpty()
                        ? onlyGet(request, resource, path)
                        : record(request, resource, path);
            }
        }
        return onlyGet(request, null, path);
    }

    private static Answer drain(ApiRequest request, NodeDraining nodes, String node) {
        if (!request.method().equals("PUT") && !request.method().equals("DELETE")) {
            return notAllowed("PUT, DELETE");
        }
        if (!request.isAny(Role.OPERATOR)) {
            return Answer.problem(Problem.forbidden("needs the role operator"));
        }
        boolean begins = request.method().equals("PUT");
        return nodes.drain(node, begins)
                ? Answer.json(200, Map.of("id", node, "draining", begins))
                : Answer.problem(
                        Problem.notFound(
                                "no node "
                                        + node
                                        + " has come to this switch, or it stands by: the active"
                                        + " one drains nodes"));
    }

    private static @Nullable Answer postImport(ApiRequest request, ImportResource imports)
            throws IOException, InterruptedException {
        if (!request.method().equals("POST")) {
            return notAllowed("POST");
        }
        if (!request.isAny(Role.PROVISIONER)) {
            return Answer.problem(Problem.forbidden("needs the role provisioner"));
        }
        Problem problem = imports.post(request);
        return problem == null ? null : Answer.problem(problem);
    }

    /** It holds what authenticates users and nodes, so reading it takes the role that may write it. */
    private static @Nullable Answer getBackup(ApiRequest request, BackupResource backups)
            throws IOException, InterruptedException {
        if (!request.method().equals("GET")) {
            return notAllowed("GET");
        }
        if (!request.isAny(Role.PROVISIONER)) {
            return Answer.problem(Problem.forbidden("needs the role provisioner"));
        }
        Problem problem = backups.get(request);
        return problem == null ? null : Answer.problem(problem);
    }

    private static Answer record(ApiRequest request, RecordResource resource, List<String> path)
            throws IOException, InterruptedException {
        boolean isOperators = path.get(2).equals("bindings") || path.get(2).equals("domains");
        switch (request.method()) {
            case "GET", "HEAD" -> {}
            case "PUT", "DELETE" -> {
                if (!request.isAny(Role.PROVISIONER)
                        && !(isOperators && request.isAny(Role.OPERATOR))) {
                    return Answer.problem(
                            Problem.forbidden(
                                    "needs the role provisioner"
                                            + (isOperators ? " or operator" : "")));
                }
            }
            default -> {
                return notAllowed("GET, HEAD, PUT, DELETE");
            }
        }
        return resource.one(request, path.get(3));
    }

    private Answer onlyGet(ApiRequest request, @Nullable RecordResource resource, List<String> path)
            throws IOException {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return notAllowed("GET, HEAD");
        }
        if (resource != null) {
            return resource.list(request);
        }
        return switch (String.join("/", path)) {
            case "" -> Answer.text(200, INDEX);
            case "health/live" -> status.live();
            case "health/ready" -> status.ready();
            case "metrics" -> new Answer(200, MetricsText.TYPE, metrics.render(), Map.of());
            case "api/openapi.json" -> new Answer(200, Answer.JSON, openApi(), Map.of());
            case "api/v1/status" -> status.status();
            default -> Answer.problem(Problem.notFound("nothing is served here; see /"));
        };
    }

    static Answer notAllowed(String allowed) {
        return Answer.problem(new Problem(405, "Method not allowed", "allowed: " + allowed))
                .with("Allow", allowed);
    }

    /** The description of the REST interface, a file of this module. */
    static String openApi() {
        try (InputStream in = ApiRoutes.class.getResourceAsStream("openapi.json")) {
            if (in == null) {
                throw new AssertionError("openapi.json is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
