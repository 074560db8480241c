// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Figures that a test measured: on stdout, and in {@code system-tests/target/figures.txt}. */
final class Figures {
    private static final Path FILE = Product.root().resolve("system-tests/target/figures.txt");

    private Figures() {}

    static void record(final String what, final Object figure) {
        final String line = what + ": " + figure;
        System.out.println(line);
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(
                    FILE, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
