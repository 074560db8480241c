// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values (RFC 4180) with a header line; a quoted value must end on its line. A
 * column named "a.b" is field b of object a. Empty cells count as absent.
 */
final class CsvFormat implements ImportFormat {
    private static final int MAX_COLUMNS = 64;

    private @Nullable List<String> columns;

    @Override
    public Row read(byte[] bytes, int length) {
        if (length == 0) {
            return Row.NOTHING;
        }
        String line = new String(bytes, 0, length, StandardCharsets.UTF_8);
        List<String> cells = split(columns == null ? line.replace("\ufeff", "") : line);
        if (cells == null) {
            return Row.wrong("not CSV: quotes do not match, or more than 64 columns");
        }
        List<String> names = columns;
        if (names == null) {
            columns = cells.stream().map(String::strip).toList();
            return Row.NOTHING;
        }
        if (cells.size() != names.size()) {
            return Row.wrong(cells.size() + " values, but the header has " + names.size());
        }
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < cells.size(); i++) {
            if (!cells.get(i).isEmpty()) {
                put(fields, names.get(i), cells.get(i));
            }
        }
        return new Row(fields, null);
    }

    private static void put(Map<String, @Nullable Object> fields, String name, String value) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            fields.put(name, value);
            return;
        }
        Map<String, @Nullable Object> below =
                JsonText.asObject(
                        fields.computeIfAbsent(
                                name.substring(0, dot), key -> new LinkedHashMap<>()));
        if (below != null) {
            below.put(name.substring(dot + 1), value);
        }
    }

    /** The cells of a line, or null when it is malformed. */
    static @Nullable List<String> split(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else if (c == '"' && (quoted || cell.isEmpty())) {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return quoted || cells.size() > MAX_COLUMNS ? null : cells;
    }
}
