// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Foreign programs that a test needs; where one is missing, the test is skipped and says which. */
final class Peers {
    private Peers() {}

    static void require(final String program) {
        assumeTrue(isInstalled(program), () -> program + " is not installed (.ci/run installs it)");
    }

    private static boolean isInstalled(final String program) {
        return Stream.concat(
                        Stream.of(System.getenv("PATH").split(File.pathSeparator, -1)),
                        List.of("/usr/sbin", "/sbin").stream())
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
