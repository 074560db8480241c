// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.configuration.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process with nodes and no database. */
class SwitchOverHttpTest implements StatusSource, NodeDraining, SourceProtection {
    private final List<String> banned = new ArrayList<>();
    private final List<String> linked = new ArrayList<>();
    private Limits limits =
            new Limits(
                    new SourceLimits(0, 0, 500, 60, 20, 600, false),
                    new AdmissionLimits(200, List.of("sipcli", "iwar"), 1_000, 100, 30, 10));
    private final List<String> drained = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private ManagementServer server;

    @BeforeEach
    void start() throws IOException {
        server =
                ManagementServer.start(
                        new Endpoint(InetAddress.getLoopbackAddress(), 0),
                        null,
                        null,
                        new ManagementPorts(
                                null,
                                null,
                                this,
                                new CountersManager(
                                        new UnsafeBuffer(ByteBuffer.allocateDirect(64 * 1024)),
                                        new UnsafeBuffer(ByteBuffer.allocateDirect(16 * 1024))),
                                "1",
                                this,
                                null));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> send(final String method, final String path)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theStatusShowsTheNodes() throws Exception {
        assertThat(send("GET", "/api/v1/status").body())
                .contains(
                        "\"switch\":{\"role\":\"active\",\"term\":3,\"table\":\"followed\",\"connections\":11,\"keptRequests\":4,"
                                + "\"nodes\":[{\"id\":\"ab\",\"status\":\"process hung\",\"open\":2,"
                                + "\"connections\":5,\"responseMicros\":800,\"drained\":false,\"links\":[{\"number\":1,"
                                + "\"address\":\"s:7\",\"state\":\"silent\",\"framesSent\":9,"
                                + "\"roundTripMicros\":310,\"leftTimes\":2}]}],"
                                + "\"outside\":\"1 of 2 gateways\",\"gateways\":["
                                + "{\"address\":\"192.0.2.1\",\"seen\":false,\"defaultRoute\":false},"
                                + "{\"address\":\"192.0.2.2\",\"seen\":true,\"defaultRoute\":true}],\"ping\":\"on\"}");
    }

    @Test
    void aNodeIsDrainedAndTakenBack() throws Exception {
        assertThat(send("PUT", "/api/v1/nodes/ab/drain").body())
                .isIn("{\"id\":\"ab\",\"draining\":true}\n", "{\"draining\":true,\"id\":\"ab\"}\n");
        assertThat(send("DELETE", "/api/v1/nodes/ab/drain").statusCode()).isEqualTo(200);
        assertThat(drained).containsExactly("ab true", "ab false");
        assertThat(send("PUT", "/api/v1/nodes/cd/drain").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/api/v1/nodes/ab/drain").statusCode()).isEqualTo(405);
    }

    @Test
    void linksAreAddedAndRemoved() throws Exception {
        assertThat(put("/api/v1/links/10.0.2.5:7450", "").body())
                .contains("\"address\":\"10.0.2.5:7450\"", "\"added\":true");
        assertThat(send("DELETE", "/api/v1/links/10.0.2.5:7450").body())
                .contains("\"added\":false");
        assertThat(linked).containsExactly("10.0.2.5:7450 true", "10.0.2.5:7450 false");
        final Map<LinkChanges.Outcome, Integer> codes =
                Map.of(
                        LinkChanges.Outcome.NO_ADDRESS, 400,
                        LinkChanges.Outcome.NO_NETWORK, 422,
                        LinkChanges.Outcome.THERE_ALREADY, 422,
                        LinkChanges.Outcome.NO_ROOM, 422,
                        LinkChanges.Outcome.NOT_LISTENING, 422,
                        LinkChanges.Outcome.NOT_THERE, 404,
                        LinkChanges.Outcome.NEEDED, 422,
                        LinkChanges.Outcome.NOT_SERVING, 503);
        for (final Map.Entry<LinkChanges.Outcome, Integer> each : codes.entrySet()) {
            assertThat(put("/api/v1/links/" + each.getKey(), "").statusCode())
                    .as("%s", each.getKey())
                    .isEqualTo(each.getValue());
        }
        assertThat(send("GET", "/api/v1/links/10.0.2.5:7450").statusCode()).isEqualTo(405);
    }

    @Override
    public LinkChanges links() {
        return (address, adds) -> {
            if (address.contains(":")) {
                linked.add(address + " " + adds);
                return LinkChanges.Outcome.DONE;
            }
            return LinkChanges.Outcome.valueOf(address);
        };
    }

    private HttpResponse<String> put(final String path, final String body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .PUT(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void bansAreShownMadeAndLifted() throws Exception {
        assertThat(send("GET", "/api/v1/bans").body())
                .isEqualTo(
                        "{\"bans\":[{\"network\":\"192.0.2.1\",\"reason\":\"scanner\",\"slowed\":true,"
                                + "\"secondsLeft\":9}]}\n");
        assertThat(put("/api/v1/bans/192.0.2.0%2F24", "{\"seconds\":60}").statusCode())
                .isEqualTo(204);
        assertThat(put("/api/v1/bans/192.0.2.7", "").statusCode()).isEqualTo(204);
        assertThat(send("DELETE", "/api/v1/bans/192.0.2.7").statusCode()).isEqualTo(204);
        assertThat(banned).containsExactly("192.0.2.0/24 60", "192.0.2.7 0", "-192.0.2.7");
        assertThat(send("DELETE", "/api/v1/bans/192.0.2.9").statusCode()).isEqualTo(404);
        assertThat(put("/api/v1/bans/nobody", "").statusCode()).isEqualTo(400);
        assertThat(put("/api/v1/bans/127.0.0.1", "").statusCode()).isEqualTo(422);
        assertThat(put("/api/v1/bans/192.0.2.7", "{\"minutes\":1}").statusCode()).isEqualTo(422);
        assertThat(put("/api/v1/bans/192.0.2.7", "[]").statusCode()).isEqualTo(400);
        assertThat(send("POST", "/api/v1/bans/192.0.2.7").statusCode()).isEqualTo(405);
        assertThat(send("DELETE", "/api/v1/bans").statusCode()).isEqualTo(405);
    }

    @Test
    void limitsAreShownAndChangedByName() throws Exception {
        assertThat(put("/api/v1/protection", "{\"messagesPerSource\":200}").body())
                .isEqualTo(send("GET", "/api/v1/protection").body())
                .contains("\"messagesPerSource\":200", "\"failures\":500");
        assertThat(put("/api/v1/protection", "{\"suspectRate\":0}").statusCode()).isEqualTo(422);
        assertThat(put("/api/v1/protection", "{\"nonsense\":0}").statusCode()).isEqualTo(422);
        assertThat(limits.sources()).isEqualTo(new SourceLimits(200, 0, 500, 60, 20, 600, false));
    }

    @Test
    void whatIsTakenInAtAllIsChangedByName() throws Exception {
        assertThat(send("GET", "/api/v1/protection").body())
                .contains("\"queueMillis\":200", "\"scanners\":\"sipcli,iwar\"");
        assertThat(
                        put(
                                        "/api/v1/protection",
                                        "{\"queueMillis\":\"0\",\"scanners\":\" sip-scan, x y ,\","
                                                + "\"connectionsPerSource\":5,\"acceptsPerSource\":0,"
                                                + "\"firstMessageSeconds\":2,\"messageSeconds\":3}")
                                .statusCode())
                .isEqualTo(200);
        assertThat(limits.admission())
                .isEqualTo(new AdmissionLimits(0, List.of("sip-scan", "x y"), 5, 0, 2, 3));
        assertThat(put("/api/v1/protection", "{\"scanners\":\"\"}").statusCode()).isEqualTo(200);
        assertThat(limits.admission().scanners()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"queueMillis\":10001}",
                "{\"connectionsPerSource\":0}",
                "{\"acceptsPerSource\":-1}",
                "{\"firstMessageSeconds\":0}",
                "{\"messageSeconds\":3601}",
                "{\"scanners\":7}",
                "{\"scanners\":\"caf\u00e9\"}"
            })
    void whatTheConfigurationWouldNotTakeIsNotTakenHere(final String change) throws Exception {
        final Limits before = limits;
        final HttpResponse<String> answer = put("/api/v1/protection", change);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains(change.substring(2, change.indexOf(':') - 1));
        assertThat(limits).isEqualTo(before);
    }

    @Test
    void oneScannerTooManyIsRefused() throws Exception {
        final String most = "a" + ",a".repeat(63);
        assertThat(put("/api/v1/protection", "{\"scanners\":\"" + most + "\"}").statusCode())
                .isEqualTo(200);
        assertThat(put("/api/v1/protection", "{\"scanners\":\"" + most + ",a\"}").statusCode())
                .isEqualTo(422);
        final String longest = "a".repeat(64);
        assertThat(put("/api/v1/protection", "{\"scanners\":\"" + longest + "a\"}").statusCode())
                .isEqualTo(422);
    }

    @Test
    void whatHasNoDatabaseServesNoRecords() throws Exception {
        assertThat(send("GET", "/api/v1/users").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/api/v1/backup").statusCode()).isEqualTo(404);
        assertThat(send("POST", "/api/v1/import").statusCode()).isIn(404, 405);
        assertThat(send("GET", "/metrics").statusCode()).isEqualTo(200);
    }

    @Override
    public StatusReport status() {
        return new StatusReport(
                "1",
                List.of(),
                List.of(),
                new StatusReport.NodeFigures("ready", 0, 0, 0, 0),
                new StatusReport.SwitchFigures(
                        "active",
                        3,
                        "followed",
                        11,
                        4,
                        List.of(
                                new StatusReport.SwitchedNode(
                                        "ab",
                                        "process hung",
                                        2,
                                        5,
                                        800,
                                        false,
                                        List.of(
                                                new StatusReport.Link(
                                                        1, "s:7", "silent", 9, 310, 2)))),
                        new StatusReport.Outside(
                                "1 of 2 gateways",
                                List.of(
                                        new StatusReport.Gateway("192.0.2.1", false, false),
                                        new StatusReport.Gateway("192.0.2.2", true, true))),
                        "on"));
    }

    @Override
    public SourceProtection protection() {
        return this;
    }

    @Override
    public List<ShownBan> bans() {
        return List.of(new ShownBan("192.0.2.1", "scanner", true, 9L));
    }

    @Override
    public Outcome ban(final String network, final long seconds) {
        if (network.startsWith("127")) {
            return Outcome.TRUSTED;
        }
        if (network.equals("nobody")) {
            return Outcome.NO_NETWORK;
        }
        banned.add(network + " " + seconds);
        return Outcome.DONE;
    }

    @Override
    public Outcome lift(final String network) {
        banned.add("-" + network);
        return network.endsWith("9") ? Outcome.NOT_THERE : Outcome.DONE;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public Outcome limit(final Limits changed) {
        limits = changed;
        return Outcome.DONE;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public boolean drain(final String node, final boolean begins) {
        if (!node.equals("ab")) {
            return false;
        }
        drained.add(node + " " + begins);
        return true;
    }
}
