// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import io.strowger.configuration.Endpoint;
import io.strowger.location.DatabaseState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/** A management server on a free port over a database in memory, and an HTTP client for it. */
final class RunningServer implements StatusSource, AutoCloseable {
    final InMemoryLocation location = new InMemoryLocation();
    final CountersManager counters =
            new CountersManager(
                    new UnsafeBuffer(ByteBuffer.allocateDirect(64 * 1024)),
                    new UnsafeBuffer(ByteBuffer.allocateDirect(16 * 1024)));
    final ManagementServer server;
    final HttpClient http = HttpClient.newHttpClient();
    volatile boolean ready = true;
    volatile boolean broken;

    RunningServer(@Nullable AccessTokens tokens) throws IOException {
        server =
                ManagementServer.start(
                        new Endpoint(InetAddress.getLoopbackAddress(), 0),
                        tokens,
                        null,
                        new ManagementPorts(location, location, this, counters, "1.2.3"));
    }

    @Override
    public StatusReport status() {
        if (broken) {
            throw new IllegalStateException("broken on purpose");
        }
        DatabaseState state = location.state();
        return new StatusReport(
                "1.2.3",
                List.of(
                        new StatusReport.Replica(
                                "0", "active", state, StatusReport.Progress.IN_STEP),
                        new StatusReport.Replica(
                                "a\"b\n",
                                "node",
                                state,
                                new StatusReport.Progress("loading", 7, 3, "incremental", 12))),
                List.of(new StatusReport.Region("ea st-0", 1L << 60, 5, 4, 1, 41, 9)),
                new StatusReport.NodeFigures("ready", 12.345, 6, 7, 8000));
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path, "");
    }

    HttpResponse<String> put(String path, String json, String... headers)
            throws IOException, InterruptedException {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "application/json";
        return send("PUT", path, json, all);
    }

    static Map<String, @Nullable Object> object(HttpResponse<String> response) {
        byte[] bytes = response.body().getBytes(StandardCharsets.UTF_8);
        Map<String, @Nullable Object> object = JsonText.parse(bytes, 0, bytes.length).object();
        if (object == null) {
            throw new AssertionError("not an object: " + response.body());
        }
        return object;
    }

    @Override
    public void close() {
        http.close();
        server.close();
    }
}
