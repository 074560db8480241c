// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a database has to be verified before it is served. */
final class SessionMarkTest {
    @TempDir Path directory;

    private boolean isDueAfter(final String mark, final String bootId) throws Exception {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("session"), mark);
        Files.writeString(directory.resolve("data.mdb"), "x");
        final SessionMark session = SessionMark.acquire(directory, bootId);
        session.release();
        return session.isVerificationDue();
    }

    @Test
    void onlyAnotherBootWithoutACleanCloseNeedsVerification() throws Exception {
        assertThat(isDueAfter("closed", "boot-2")).isFalse();
        assertThat(isDueAfter("boot-1", "boot-1")).as("the process alone was killed").isFalse();
        assertThat(isDueAfter("boot-1", "boot-2")).isTrue();
        assertThat(isDueAfter("", "boot-1")).isTrue();
        assertThat(isDueAfter("unknown", "unknown")).as("no boot id on this system").isTrue();
    }

    @Test
    void anEmptyDirectoryNeedsNone() throws Exception {
        final SessionMark session = SessionMark.acquire(directory, "boot-1");
        assertThat(session.isVerificationDue()).isFalse();
        session.opened();
        assertThat(Files.readString(directory.resolve("session")).strip()).isEqualTo("boot-1");
        session.closed();
        assertThat(Files.readString(directory.resolve("session")).strip()).isEqualTo("closed");
        assertThat(directory.resolve("session")).hasSize(64);
        session.release();
    }

    @Test
    void anIntactDatabaseIsServedAfterTheOperatingSystemStopped() throws Exception {
        fill();
        Files.writeString(directory.resolve("session"), "another boot");
        try (StoreFixture fixture = new StoreFixture(directory)) {
            assertThat(fixture.store.state().level()).isEqualTo(1);
        }
    }

    @Test
    void aDamagedDatabaseIsRefusedAfterTheOperatingSystemStopped() throws Exception {
        fill();
        damage();
        Files.writeString(directory.resolve("session"), "another boot");
        assertThatThrownBy(() -> new StoreFixture(directory))
                .isInstanceOf(StoreOpenFailure.class)
                .hasMessageContaining("operating system stopped")
                .hasMessageContaining("u@x")
                .hasMessageContaining("restore");
        // Refused, not held: the operator can put a backup there and start again.
        SessionMark.acquire(directory).release();
    }

    private void fill() throws StoreOpenFailure {
        try (StoreFixture fixture = new StoreFixture(directory)) {
            fixture.bindAlone("u@x", 1000);
        }
    }

    private void damage() throws IOException {
        final Path file = directory.resolve("data.mdb");
        final byte[] bytes = Files.readAllBytes(file);
        final String content = new String(bytes, StandardCharsets.ISO_8859_1);
        for (int i = content.indexOf("reg1@bench");
                i >= 0;
                i = content.indexOf("reg1@bench", i + 1)) {
            bytes[i] ^= 4;
        }
        Files.write(file, bytes);
    }
}
