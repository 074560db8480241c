// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.management.JsonText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes records for people, or as they come for programs. */
final class RecordText {
    private final PrintWriter out;

    RecordText(PrintWriter out) {
        this.out = out;
    }

    void json(Map<String, @Nullable Object> record) {
        out.println(JsonText.write(record));
    }

    /** One field per line, lists below. */
    void lines(Map<String, @Nullable Object> record) {
        int width = record.keySet().stream().mapToInt(String::length).max().orElse(0);
        record.forEach(
                (name, value) -> {
                    if (value instanceof List<?> list
                            && !list.isEmpty()
                            && list.getFirst() instanceof Map) {
                        out.println(name + ":");
                        list.forEach(element -> out.println("  - " + inline(element)));
                    } else {
                        out.println(
                                (name + ":" + " ".repeat(width)).substring(0, width + 1)
                                        + " "
                                        + inline(value));
                    }
                });
    }

    /** The key, then what differs from the usual. */
    void oneLine(Map<String, @Nullable Object> record) {
        List<String> parts = new ArrayList<>();
        record.forEach((name, value) -> addUnlessUsual(parts, name, value));
        out.println(String.join("  ", parts));
    }

    private static void addUnlessUsual(List<String> parts, String name, @Nullable Object value) {
        if (parts.isEmpty()) {
            parts.add(String.valueOf(value));
            return;
        }
        String text = inline(value);
        boolean usual =
                text.isEmpty()
                        || text.equals("none")
                        || text.equals("false")
                        || (name.equals("enabled") && text.equals("true"));
        if (!usual && !name.equals("level")) {
            parts.add(name + "=" + text);
        }
    }

    /** What a change has done. */
    void change(
            String done,
            RecordCollection kind,
            Map<String, @Nullable Object> answer,
            boolean json) {
        if (json) {
            json(answer);
        } else {
            out.println(
                    done
                            + " "
                            + answer.get(kind.keyField())
                            + " (level "
                            + answer.get("level")
                            + ")");
        }
    }

    private static String inline(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return String.join(", ", list.stream().map(RecordText::inline).toList());
        }
        Map<String, @Nullable Object> object = JsonText.asObject(value);
        if (object == null) {
            return value == null ? "" : value.toString();
        }
        List<String> parts = new ArrayList<>();
        object.forEach((name, member) -> addUnlessUsual(parts, name, member));
        return String.join(" ", parts);
    }
}
