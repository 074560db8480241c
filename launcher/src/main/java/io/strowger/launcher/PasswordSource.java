// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a password comes from. */
final class PasswordSource {
    private static final int MAX_LENGTH = 1024;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "The first line is the password; - reads stdin.")
    @Nullable Path file;

    @Option(names = "--no-password", description = "Without credentials.")
    boolean none;

    /** The password, or null when there is to be none. */
    @Nullable String read(String user) throws CommandFailure {
        if (none) {
            return null;
        }
        String fromEnvironment = System.getenv("STROWGER_PASSWORD");
        try {
            if (file != null) {
                return checked(file.toString().equals("-") ? firstLine(System.in) : fromFile(file));
            }
        } catch (IOException unreadable) {
            throw new CommandFailure("cannot read the password from " + file);
        }
        return checked(fromEnvironment != null ? fromEnvironment : asked(user));
    }

    private static String fromFile(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return firstLine(in);
        }
    }

    private static String firstLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int c = in.read();
        while (c >= 0 && c != '\n' && line.size() <= MAX_LENGTH) {
            line.write(c);
            c = in.read();
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private static String asked(String user) throws CommandFailure {
        Console console = Terminal.console();
        if (console == null) {
            throw new CommandFailure(
                    "no password: use --password-file, STROWGER_PASSWORD or --no-password");
        }
        char[] first = console.readPassword("Password of %s: ", user);
        char[] second = console.readPassword("Again: ");
        if (first == null || second == null || !Arrays.equals(first, second)) {
            throw new CommandFailure("the passwords are not the same");
        }
        return new String(first);
    }

    private static String checked(String password) throws CommandFailure {
        if (password.isEmpty() || password.length() > MAX_LENGTH) {
            throw new CommandFailure("the password must have 1 to " + MAX_LENGTH + " characters");
        }
        return password;
    }
}
