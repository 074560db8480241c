// SPDX-License-Identifier: Apache-2.0
package io.strowger.cluster.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterSecretTest {
    private static final byte[] NONE = new byte[0];

    @TempDir private Path directory;

    @Test
    void aLineEndIsNoPartOfIt() throws IOException {
        final Path plain = Files.writeString(directory.resolve("plain"), "0123456789abcdef");
        final Path line = Files.writeString(directory.resolve("line"), "0123456789abcdef\r\n");
        assertThat(ClusterSecret.read(plain).key("a", NONE))
                .isEqualTo(ClusterSecret.read(line).key("a", NONE));
    }

    @Test
    void whatCouldBeGuessedIsRefused() throws IOException {
        final Path file = Files.writeString(directory.resolve("short"), "0123456789abcde\n");
        assertThatThrownBy(() -> ClusterSecret.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("15 bytes")
                .hasMessageContaining("16 to 4096");
    }

    @Test
    void eachPurposeHasItsKey() {
        final ClusterSecret secret = ClusterSecret.of(new byte[16]);
        assertThat(secret.key("a", NONE)).isNotEqualTo(secret.key("b", NONE));
        assertThat(secret.key("a", NONE)).isNotEqualTo(secret.key("a", new byte[1]));
        assertThat(secret.key("a", NONE)).isEqualTo(secret.key("a", NONE));
        assertThat(secret.key("a", NONE).getEncoded()).hasSize(32);
    }

    @Test
    void itsNameDoesNotGiveItAway() {
        final ClusterSecret secret = ClusterSecret.of("0123456789abcdef".getBytes(US_ASCII));
        assertThat(secret.keyId()).isBetween(0, 0xFFFF);
        assertThat(secret).hasToString("cluster secret " + ClusterSecrets.text(secret.keyId()));
        assertThat(secret.keyId()).isNotEqualTo(ClusterSecret.of(new byte[16]).keyId());
    }
}
