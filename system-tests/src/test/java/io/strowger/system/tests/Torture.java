// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A message of RFC 4475 and what a node is to answer; the tests of the parser keep the table.
 *
 * @param name of the message in the RFC
 * @param network the expectation, in the words of the table
 * @param text of the message, a character per byte
 */
record Torture(String name, String network, String text) {
    private static final Set<Integer> MALFORMED = Set.of(400, 416, 420, 483, 505);

    static Path directory() {
        return Product.root().resolve("sip-message/src/test/resources/rfc4475");
    }

    static List<Torture> all() {
        try (Stream<String> lines =
                Files.lines(directory().resolveSibling("torture-outcomes.csv"))) {
            return lines.filter(line -> !line.startsWith("#") && !line.startsWith("file,"))
                    .map(line -> line.split(",", 5))
                    .map(Torture::of)
                    .toList();
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Torture of(final String[] row) {
        try {
            return new Torture(
                    row[0],
                    row[3],
                    Files.readString(
                            directory().resolve(row[0] + ".dat"), StandardCharsets.ISO_8859_1));
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * The same on a stream: there a message without a Content-Length has no end and one that is too
     * short is waited for (RFC 3261 §18.3).
     */
    Torture onAStream() {
        return switch (name) {
            case "clerr" -> new Torture(name, "drop", text);
            case "inv2543" -> new Torture(name, "400", text);
            default -> this;
        };
    }

    /** Port that the answer to a datagram goes to: that of the topmost Via (RFC 3261 §18.2.2). */
    int answerPort() {
        return switch (name) {
            case "quotbal" -> 5050;
            case "bext01" -> 5061; // the default of TLS, which it names
            default -> 5060;
        };
    }

    boolean isDropped() {
        return network.equals("drop");
    }

    /** Whether a response may be the answer to it. */
    boolean allows(final int status) {
        return network.equals("accept")
                ? !MALFORMED.contains(status)
                : Arrays.asList(network.split("/", -1)).contains(String.valueOf(status));
    }

    @Override
    public String toString() {
        return name + ": " + network;
    }
}
