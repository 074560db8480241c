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
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A chassis as its HTTP server shows it. */
class ChassisOverHttpTest implements ChassisPort, StatusSource {
    private final HttpClient http = HttpClient.newHttpClient();
    private ManagementServer server;
    private @Nullable String node = "http://127.0.0.1:8086";
    private String asked = "nothing";

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
                                null,
                                this));
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
    void theStatusShowsEachCard() throws Exception {
        assertThat(send("GET", "/api/v1/status").body())
                .contains("\"ready\":true")
                .contains(
                        "\"chassis\":{\"restart\":\"none\",\"cards\":[{\"place\":\"node0\",\"role\":\"node\",\"pid\":77,"
                                + "\"state\":\"ready\",\"active\":false,\"restarts\":3,\"uptimeMillis\":5000,"
                                + "\"url\":\"http://127.0.0.1:8086\",\"reason\":\"signal 9\"}]}");
    }

    @Test
    void aRestartIsBegunOrRefusedWithTheReason() throws Exception {
        assertThat(send("POST", "/api/v1/chassis/restart").statusCode()).isEqualTo(202);
        assertThat(asked).isEqualTo("all");
        assertThat(send("POST", "/api/v1/chassis/restart?card=node0").statusCode()).isEqualTo(202);
        assertThat(asked).isEqualTo("node0");
        final HttpResponse<String> refused = send("POST", "/api/v1/chassis/restart?card=x");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("there is no card x");
        assertThat(send("GET", "/api/v1/chassis/restart").statusCode()).isEqualTo(405);
    }

    @Test
    void whoAsksForRecordsIsSentToANode() throws Exception {
        final HttpResponse<String> elsewhere = send("PUT", "/api/v1/users/a%40b.c?x=1");
        assertThat(elsewhere.statusCode()).isEqualTo(307);
        assertThat(elsewhere.headers().firstValue("Location"))
                .contains("http://127.0.0.1:8086/api/v1/users/a%40b.c?x=1");
        node = null;
        assertThat(send("GET", "/api/v1/backup").statusCode()).isEqualTo(503);
    }

    @Override
    public List<Card> cards() {
        return List.of(
                new Card(
                        "node0",
                        "node",
                        77,
                        "ready",
                        false,
                        3,
                        5000,
                        "http://127.0.0.1:8086",
                        "signal 9"));
    }

    @Override
    public String restartText() {
        return "none";
    }

    @Override
    public @Nullable String restart(final @Nullable String place) {
        asked = place == null ? "all" : place;
        return "x".equals(place) ? "there is no card x" : null;
    }

    @Override
    public @Nullable String recordsUrl() {
        return node;
    }

    @Override
    public StatusReport status() {
        return new StatusReport(
                "1", List.of(), List.of(), new StatusReport.NodeFigures("ready", 0, 0, 0, 0));
    }

    @Override
    public boolean isReady() {
        return true;
    }
}
