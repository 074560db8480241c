// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BusDirectoryTest {
    @TempDir Path directory;

    @Test
    void tooLittleSharedMemoryIsSaidWithWhatToDo() {
        assertThatThrownBy(() -> BusDirectory.check(directory.resolve("aeron"), 1L << 60))
                .isInstanceOf(BusFailure.class)
                .hasMessageContaining("MiB free")
                .hasMessageContaining("--shm-size");
        assertThatCode(() -> BusDirectory.check(directory.resolve("aeron"), 1 << 20))
                .doesNotThrowAnyException();
    }

    @Test
    void aPlaceThatCannotBeWrittenIsSaid() throws Exception {
        final Path file = Files.writeString(directory.resolve("file"), "x");
        assertThatThrownBy(
                        () ->
                                BusDriver.launch(
                                        file.resolve("aeron"), Host.newCounters(), Host.SECRETS))
                .isInstanceOf(BusFailure.class)
                .hasMessageContaining("can be written");
    }

    @Test
    void aBusThatAeronHasGivenUpSaysSo() throws BusFailure {
        try (Host host = new Host(directory, 1)) {
            host.driver.doWork();
            host.driver.aeron().close();
            assertThatThrownBy(host.driver::doWork)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
    }

    @Test
    void whoAttachesToNoBusIsTold() {
        assertThatThrownBy(() -> BusDriver.attach(directory.resolve("none"), Host.newCounters()))
                .isInstanceOf(BusFailure.class)
                .hasMessageContaining("start the process that launches it first");
    }
}
