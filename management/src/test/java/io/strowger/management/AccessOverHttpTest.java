// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.strowger.configuration.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessOverHttpTest {
    private static final String TOKENS =
            """
            # who: what
            viewer               viewer-token-0123456
            operator,viewer      operator-token-01234
            PROVISIONER          provisioner-token-01
            """;

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({
        "GET,/health/live,,200",
        "GET,/health/ready,,200",
        "GET,/metrics,,401",
        "GET,/api/v1/status,,401",
        "GET,/api/v1/status,wrong-token-01234567,401",
        "GET,/api/v1/status,viewer-token-0123456,200",
        "GET,/metrics,viewer-token-0123456,200",
        "GET,/api/v1/users,provisioner-token-01,200",
        "PUT,/api/v1/users/a@b.c,viewer-token-0123456,403",
        "PUT,/api/v1/users/a@b.c,operator-token-01234,403",
        "PUT,/api/v1/users/a@b.c,provisioner-token-01,200",
        "PUT,/api/v1/domains/b.c,viewer-token-0123456,403",
        "PUT,/api/v1/domains/b.c,operator-token-01234,200",
        "PUT,/api/v1/domains/b.c,provisioner-token-01,200",
        "POST,/api/v1/import,operator-token-01234,403",
    })
    void eachRoleMayDoItsPart(String method, String path, String token, int status)
            throws Exception {
        try (RunningServer server = new RunningServer(tokens(TOKENS))) {
            String[] headers = {
                "Authorization",
                "Bearer " + (token == null ? "" : token),
                "Content-Type",
                "application/json"
            };
            assertThat(server.send(method, path, "{}", headers).statusCode()).isEqualTo(status);
        }
    }

    @Test
    void aStrangerIsToldHowToAuthenticate() throws Exception {
        try (RunningServer server = new RunningServer(tokens(TOKENS))) {
            assertThat(server.get("/metrics").headers().firstValue("WWW-Authenticate"))
                    .contains("Bearer realm=\"strowger\"");
        }
    }

    @Test
    void withoutTokensOnlyALoopbackAddressIsServed() throws Exception {
        Endpoint everywhere = new Endpoint(InetAddress.ofLiteral("0.0.0.0"), 0);
        try (RunningServer other = new RunningServer(null)) {
            ManagementPorts ports =
                    new ManagementPorts(other.location, other.location, other, other.counters, "1");
            assertThatThrownBy(() -> ManagementServer.start(everywhere, null, null, ports))
                    .isInstanceOf(IllegalArgumentException.class);
            ManagementServer.start(everywhere, tokens(TOKENS), null, ports).close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "viewer short",
                "viewer",
                "king token-0123456789ab",
                "viewer, token-0123456789ab",
                "viewer token-0123456789ab more"
            })
    void aWrongLineOfTheTokensFileIsNamed(String line) throws IOException {
        Path file = Files.writeString(directory.resolve("tokens"), "# first\n" + line + "\n");
        AccessTokens.Reading reading = AccessTokens.read(file);
        assertThat(reading.tokens()).isNull();
        assertThat(reading.problem()).startsWith(file + ":2: expected \"roles token\"");
    }

    @Test
    void aTokensFileWithoutTokensOrWithTooManyIsRefused() throws IOException {
        Path file = directory.resolve("tokens");
        assertThat(AccessTokens.read(file).problem()).contains("cannot read");
        Files.writeString(file, "# nobody\n");
        assertThat(AccessTokens.read(file).problem()).contains("no token in it");
        Files.writeString(file, "viewer token-0123456789ab\n".repeat(AccessTokens.MAX_TOKENS));
        assertThat(AccessTokens.read(file).tokens()).isNotNull();
        Files.writeString(file, "viewer token-0123456789ab\n".repeat(AccessTokens.MAX_TOKENS + 1));
        assertThat(AccessTokens.read(file).problem()).contains("more than 1000 tokens");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:%d,,200",
        "localhost:%d,,200",
        "LOCALHOST,,200",
        "[::1]:%d,,200",
        "evil.example:%d,,421",
        "127.0.0.1.evil.example,,421",
        "localhost.evil.example,,421",
        "10.0.0.1,,421",
        "'',,421",
        "127.0.0.1:%d,http://127.0.0.1:%d,200",
        "127.0.0.1:%d,http://evil.example,403",
        "127.0.0.1:%d,null,403",
        "127.0.0.1:%d,http://127.0.0.1:1,403",
    })
    void foreignWebPagesAreKeptAway(String host, String origin, int status) throws Exception {
        try (RunningServer server = new RunningServer(null)) {
            String request =
                    "GET /api/v1/status HTTP/1.1\r\nHost: "
                            + host
                            + "\r\n"
                            + (origin == null ? "" : "Origin: " + origin + "\r\n")
                            + "Connection: close\r\n\r\n";
            assertThat(raw(server, request.replace("%d", String.valueOf(server.server.port()))))
                    .startsWith("HTTP/1.1 " + status + " ");
        }
    }

    private static String raw(RunningServer server, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server.port());
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream()) {
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private AccessTokens tokens(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("tokens"), text);
        AccessTokens tokens = AccessTokens.read(file).tokens();
        if (tokens == null) {
            throw new AssertionError(AccessTokens.read(file).problem());
        }
        return tokens;
    }
}
