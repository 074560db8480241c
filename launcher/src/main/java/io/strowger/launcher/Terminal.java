// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import java.io.Console;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help;

/** What is known of the terminal, if there is one. */
final class Terminal {
    private static final int DEFAULT_WIDTH = 80;

    private Terminal() {}

    /** Whether a person reads along; a pipe or a file gets neither colours nor a moving bar. */
    static boolean isInteractive() {
        return console() != null;
    }

    /** The console with a person before it, or null; some JDKs have one without a person. */
    static @Nullable Console console() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).orElse(null);
    }

    /** Colours of help texts: none unless a terminal shows them and nobody has objected. */
    static Help.ColorScheme colours() {
        boolean on = isInteractive() && System.getenv("NO_COLOR") == null;
        return Help.defaultColorScheme(on ? Help.Ansi.ON : Help.Ansi.OFF);
    }

    static int width() {
        String columns = System.getenv("COLUMNS");
        return columns != null && columns.matches("[1-9][0-9]{1,3}")
                ? Integer.parseInt(columns)
                : DEFAULT_WIDTH;
    }
}
