// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One message of RFC 4475 with its row of {@code torture-outcomes.csv}, for tests of the parser and
 * for tests over the network.
 *
 * @param network as the head of the table explains: status codes with slashes, "accept" or "drop"
 */
public record TortureMessage(
        String file, String section, Malformation parser, String network, String why) {
    public static List<TortureMessage> all() {
        final List<TortureMessage> rows = new ArrayList<>();
        final String table = new String(resource("torture-outcomes.csv"), StandardCharsets.UTF_8);
        for (final String line : table.lines().toList()) {
            if (!line.startsWith("#") && !line.startsWith("file,")) {
                final String[] columns = line.split(",", 5);
                rows.add(
                        new TortureMessage(
                                columns[0],
                                columns[1],
                                Malformation.valueOf(columns[2]),
                                columns[3],
                                columns[4]));
            }
        }
        return rows;
    }

    public byte[] bytes() {
        return bytes(file);
    }

    public static byte[] bytes(final String file) {
        return resource("rfc4475/" + file + ".dat");
    }

    private static byte[] resource(final String name) {
        try (InputStream in = TortureMessage.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new AssertionError("no test resource " + name);
            }
            return in.readAllBytes();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return file;
    }
}
