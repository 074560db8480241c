// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of {@code src/test/resources/scenarios}. */
final class Scenarios {
    private Scenarios() {}

    static Path file(final String scenario, final String name) {
        return Product.root()
                .resolve("system-tests/src/test/resources/scenarios")
                .resolve(scenario)
                .resolve(name);
    }

    static String text(final String scenario, final String name) {
        try {
            return Files.readString(file(scenario, name), StandardCharsets.UTF_8);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
