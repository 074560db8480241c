// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The program as it was built: the {@code strowger} command of this repository, or the one that
 * {@code -Dstrowger.command} names.
 */
final class Product {
    private static final Path ROOT = findRoot();

    private Product() {}

    static Path root() {
        return ROOT;
    }

    /** The command line that runs {@code strowger} with arguments. */
    static List<String> command(final String... arguments) {
        final List<String> command = new ArrayList<>();
        command.add(System.getProperty("strowger.command", ROOT.resolve("strowger").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Runs a short command to its end. */
    static Finished run(final Path directory, final String... arguments) {
        try (CapturedProcess process =
                CapturedProcess.start(
                        directory, "command-" + System.nanoTime(), command(arguments))) {
            final int exit = process.awaitExit(Duration.ofSeconds(60));
            return new Finished(exit, process.out(), process.err());
        }
    }

    /** How a command ended and what it wrote. */
    record Finished(int exit, String out, String err) {}

    private static Path findRoot() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("mvnw"))) {
            directory = directory.getParent();
        }
        return directory;
    }
}
