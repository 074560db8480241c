// SPDX-License-Identifier: Apache-2.0
package io.strowger.cluster.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AeronDirectoryTest {
    @TempDir private Path temporary;
    private Path data;
    private Path sharedMemory;

    @BeforeEach
    void directories() throws IOException {
        data = Files.createDirectory(temporary.resolve("data"));
        sharedMemory = Files.createDirectory(temporary.resolve("shm"));
    }

    @Test
    void isInSharedMemoryWhenThereIsSome() throws IOException {
        assertThat(AeronDirectory.prepare(data, sharedMemory).getParent()).isEqualTo(sharedMemory);
    }

    @Test
    void isInTheDataDirectoryOtherwise() throws IOException {
        assertThat(AeronDirectory.prepare(data, temporary.resolve("none")))
                .isEqualTo(data.toRealPath().resolve("aeron"));
    }

    @Test
    void isEmptiedOfWhatAKilledProcessLeft() throws IOException {
        final Path shared = AeronDirectory.shared(data, sharedMemory);
        Files.createDirectories(shared.resolve("marks"));
        Files.createFile(shared.resolve("marks/archive-mark.dat"));
        Files.createDirectories(data.resolve("aeron/marks"));
        AeronDirectory.prepare(data, sharedMemory);
        assertThat(shared).doesNotExist();
        assertThat(data.resolve("aeron")).doesNotExist();
    }

    @Test
    void twoDataDirectoriesHaveTwo() throws IOException {
        final Path other = Files.createDirectory(temporary.resolve("other"));
        assertThat(AeronDirectory.shared(data, sharedMemory))
                .isNotEqualTo(AeronDirectory.shared(other, sharedMemory))
                .isEqualTo(AeronDirectory.shared(temporary.resolve("other/../data"), sharedMemory));
    }
}
