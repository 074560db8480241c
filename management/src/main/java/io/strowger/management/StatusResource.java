// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import io.strowger.location.DatabaseState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Status and health as JSON. */
final class StatusResource {
    private final StatusSource source;
    private final @Nullable ChassisPort chassis;

    StatusResource(StatusSource source, @Nullable ChassisPort chassis) {
        this.source = source;
        this.chassis = chassis;
    }

    Answer live() {
        return Answer.json(200, Map.of("status", "live"));
    }

    Answer ready() {
        return source.isReady()
                ? Answer.json(200, Map.of("status", "ready"))
                : Answer.problem(Problem.unavailable("not ready yet"));
    }

    Answer status() {
        StatusReport report = source.status();
        List<Map<String, @Nullable Object>> replicas = new ArrayList<>();
        report.replicas().forEach(replica -> replicas.add(describe(replica)));
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("version", report.version());
        fields.put("replicas", replicas);
        fields.put("regions", report.regions().stream().map(StatusResource::describe).toList());
        fields.put("node", describe(report.node()));
        fields.put("ready", source.isReady());
        if (report.switching() != null) {
            fields.put("switch", describe(report.switching()));
        }
        if (chassis != null) {
            fields.put("chassis", ChassisResource.describe(chassis));
        }
        return Answer.json(200, fields);
    }

    private static Map<String, @Nullable Object> describe(StatusReport.SwitchFigures figures) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("role", figures.role());
        fields.put("term", figures.term());
        fields.put("table", figures.table());
        fields.put("connections", figures.connections());
        fields.put("keptRequests", figures.keptRequests());
        fields.put("nodes", figures.nodes().stream().map(StatusResource::describe).toList());
        fields.put("outside", figures.outside().state());
        fields.put(
                "gateways",
                figures.outside().gateways().stream().map(StatusResource::describe).toList());
        fields.put("ping", figures.ping());
        return fields;
    }

    private static Map<String, @Nullable Object> describe(StatusReport.Gateway gateway) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("address", gateway.address());
        fields.put("seen", gateway.seen());
        fields.put("defaultRoute", gateway.defaultRoute());
        return fields;
    }

    private static Map<String, @Nullable Object> describe(StatusReport.SwitchedNode node) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("id", node.id());
        fields.put("status", node.status());
        fields.put("open", node.open());
        fields.put("connections", node.connections());
        fields.put("responseMicros", node.responseMicros());
        fields.put("drained", node.drained());
        fields.put("links", node.links().stream().map(StatusResource::describe).toList());
        return fields;
    }

    private static Map<String, @Nullable Object> describe(StatusReport.Link link) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("number", link.number());
        fields.put("address", link.address());
        fields.put("state", link.state());
        fields.put("framesSent", link.framesSent());
        fields.put("roundTripMicros", link.roundTripMicros());
        fields.put("leftTimes", link.leftTimes());
        return fields;
    }

    private static Map<String, @Nullable Object> describe(StatusReport.Replica replica) {
        DatabaseState state = replica.state();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("id", replica.id());
        fields.put("role", replica.role());
        // A text, because readers that keep numbers as doubles would round it.
        fields.put("birthDate", Long.toString(state.birthDate()));
        fields.put("level", state.level());
        fields.put("digest", state.digest());
        fields.put("coherent", state.coherent());
        fields.put("records", state.recordCount());
        StatusReport.Progress progress = replica.progress();
        fields.put("activity", progress.activity());
        fields.put("lagMillis", progress.lagMillis());
        fields.put("lagEntries", progress.lagEntries());
        fields.put("lastLoad", progress.lastLoad());
        fields.put("lastLoadMillis", progress.lastLoadMillis());
        return fields;
    }

    private static Map<String, @Nullable Object> describe(StatusReport.Region region) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("receiver", region.receiver());
        fields.put("birthDate", Long.toString(region.birthDate()));
        fields.put("replicas", region.replicas());
        fields.put("inStep", region.inStep());
        fields.put("differing", region.differing());
        fields.put("lowestLevel", region.lowestLevel());
        fields.put("worstLagMillis", region.worstLagMillis());
        return fields;
    }

    private static Map<String, @Nullable Object> describe(StatusReport.NodeFigures node) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("operationalStatus", node.operationalStatus());
        fields.put("callsPerSecond", Math.round(node.callsPerSecond() * 10) / 10.0);
        fields.put("transactions", node.transactions());
        fields.put("connections", node.connections());
        fields.put("uptimeMillis", node.uptimeMillis());
        return fields;
    }
}
