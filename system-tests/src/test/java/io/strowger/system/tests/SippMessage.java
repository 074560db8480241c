// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One message of a SIPp trace: when it was sent or received (clock of this host), and its text. */
record SippMessage(LocalDateTime at, boolean sent, SipText message) {
    private static final Pattern ENTRY =
            Pattern.compile(
                    "-{20,} (\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d\\.\\d+)\\R"
                            + "\\w+ message (sent|received).*:\\R\\R");
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS");

    static List<SippMessage> readTrace(final Path file) {
        final String text = read(file);
        final List<SippMessage> messages = new ArrayList<>();
        final Matcher entry = ENTRY.matcher(text);
        boolean more = entry.find();
        while (more) {
            final LocalDateTime at = LocalDateTime.parse(entry.group(1).replace('T', ' '), STAMP);
            final boolean sent = entry.group(2).equals("sent");
            final int start = entry.end();
            more = entry.find();
            final int end = more ? entry.start() : text.length();
            messages.add(new SippMessage(at, sent, new SipText(text.substring(start, end))));
        }
        return messages;
    }

    private static String read(final Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
