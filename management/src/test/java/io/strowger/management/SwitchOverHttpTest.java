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
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A process with nodes and no database. */
class SwitchOverHttpTest implements StatusSource, NodeDraining {
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
                                + "\"connections\":5,\"responseMicros\":800,\"drained\":false}]}");
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
                                        "ab", "process hung", 2, 5, 800, false))));
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
