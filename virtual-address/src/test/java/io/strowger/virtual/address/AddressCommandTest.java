// SPDX-License-Identifier: Apache-2.0
package io.strowger.virtual.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's command is told of each state, and what it does harms nobody. */
class AddressCommandTest {
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    @TempDir private Path directory;

    private VirtualAddressConfig config(final String script) throws IOException {
        return new VirtualAddressConfig(
                InetAddress.getByName("192.0.2.7"),
                32,
                "",
                List.of("/bin/sh", "-c", script, "command"));
    }

    private void await(final Path file, final String content) throws IOException {
        final long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!Files.exists(file) || !Files.readString(file).equals(content)) {
            assertThat(System.nanoTime() - deadline).as(content).isNegative();
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Test
    void itIsRunForEachChange() throws Exception {
        final Path told = directory.resolve("told");
        final String script = "echo \"$*\" >> " + told;
        final List<String> lines = new ArrayList<>();
        try (VirtualAddress address = VirtualAddress.launch(config(script))) {
            awaitOneMore(told, lines, "standby 192.0.2.7 - 0");
            assertThat(address.isHeld()).isFalse();
            address.confirm(12, System.nanoTime());
            awaitOneMore(told, lines, "active 192.0.2.7 - 12");
            assertThat(address.isHeld()).isTrue();
            address.standby();
            awaitOneMore(told, lines, "standby 192.0.2.7 - 12");
            address.confirm(14, System.nanoTime());
            awaitOneMore(told, lines, "active 192.0.2.7 - 14");
        }
        awaitOneMore(told, lines, "standby 192.0.2.7 - 14");
    }

    private void awaitOneMore(final Path file, final List<String> lines, final String line)
            throws IOException {
        lines.add(line);
        await(file, String.join("\n", lines) + "\n");
    }

    @Test
    void whatChangesWhileItRunsIsToldAfterwardsTheNewestOnly() throws Exception {
        final Path told = directory.resolve("told");
        final Path go = directory.resolve("go");
        final String script =
                "echo \"$1 $4\" >> " + told + "; while [ ! -e " + go + " ]; do sleep 0.02; done";
        try (AddressCommand command = new AddressCommand(config(script))) {
            command.onState(AddressState.ACTIVE, 1);
            await(told, "active 1\n");
            command.onState(AddressState.STANDBY, 1);
            command.onState(AddressState.ACTIVE, 3);
            Files.createFile(go);
            await(told, "active 1\nactive 3\n");
        }
    }

    @Test
    void oneThatFailsOrIsNotThereIsReportedAndTheNextIsRun() throws Exception {
        final Path told = directory.resolve("told");
        try (AddressCommand command =
                new AddressCommand(config("echo $4 >> " + told + "; exit 3"))) {
            command.onState(AddressState.ACTIVE, 1);
            await(told, "1\n");
            command.onState(AddressState.STANDBY, 1);
            await(told, "1\n1\n");
        }
        final var absent =
                new VirtualAddressConfig(
                        InetAddress.getByName("192.0.2.7"), 32, "", List.of("/absent/command"));
        try (VirtualAddress address = VirtualAddress.launch(absent)) {
            address.confirm(1, System.nanoTime());
            final long deadline = System.nanoTime() + PATIENCE_NANOS;
            while (!address.isHeld()) {
                assertThat(System.nanoTime() - deadline).isNegative();
                LockSupport.parkNanos(5_000_000);
            }
        }
    }
}
