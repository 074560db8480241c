// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupOverHttpTest {
    private static final String PATH = "/api/v1/backup";

    private RunningServer server;
    @TempDir Path directory = Path.of("");

    @BeforeEach
    void start() throws IOException {
        server = new RunningServer(null);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theCopyIsSentWithItsLengthAndDeleted() throws Exception {
        HttpResponse<String> response = server.get(PATH);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(InMemoryLocation.COPY);
        assertThat(response.headers().firstValueAsLong("Content-Length"))
                .hasValue(InMemoryLocation.COPY.length());
        assertThat(response.headers().firstValue("Content-Type")).hasValue(BackupResource.TYPE);
        assertThat(server.location.copies).hasSize(1).allMatch(Files::notExists);
    }

    @Test
    void whatIsInTheWayIsSaid() throws Exception {
        server.location.noCopy = "a copy takes up to 5 bytes, but 4 are free";

        HttpResponse<String> response = server.get(PATH);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("but 4 are free");
        server.location.noCopy = null;
        assertThat(server.get(PATH).statusCode()).isEqualTo(200);
    }

    @Test
    void oneBackupIsMadeAtATime() throws Exception {
        server.location.copyMayEnd = new CountDownLatch(1);
        CompletableFuture<HttpResponse<String>> first =
                server.http.sendAsync(
                        HttpRequest.newBuilder(server.uri(PATH)).build(),
                        HttpResponse.BodyHandlers.ofString());
        while (server.location.copies.isEmpty()) {
            Thread.onSpinWait();
        }

        assertThat(server.get(PATH).body()).contains("another backup is being made");

        server.location.copyMayEnd.countDown();
        assertThat(first.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(server.get(PATH).statusCode()).isEqualTo(200);
    }

    @Test
    void onlyGetIsAllowed() throws Exception {
        assertThat(server.send("POST", PATH, "").statusCode()).isEqualTo(405);
    }

    @Test
    void itTakesTheRoleThatMayWriteCredentials() throws Exception {
        Path file = directory.resolve("tokens");
        Files.writeString(
                file, "viewer,operator mon-5b2c8f6a90d14e37\nprovisioner crm-97a3e5d1f0b64c28\n");
        AccessTokens tokens = AccessTokens.read(file).tokens();
        try (RunningServer guarded = new RunningServer(tokens)) {
            assertThat(status(guarded, "mon-5b2c8f6a90d14e37")).isEqualTo(403);
            assertThat(status(guarded, "crm-97a3e5d1f0b64c28")).isEqualTo(200);
        }
    }

    private static int status(RunningServer guarded, String token) throws Exception {
        return guarded.send("GET", PATH, "", "Authorization", "Bearer " + token).statusCode();
    }
}
