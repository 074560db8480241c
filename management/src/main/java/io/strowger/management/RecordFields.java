// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the fields of a JSON object, or of a CSV row, one by one and remembers the first thing that
 * is wrong with them. What nobody took is unknown, and that is wrong as well.
 */
final class RecordFields {
    private final Map<String, @Nullable Object> fields;
    private final Set<String> taken = new HashSet<>();
    private @Nullable String problem;

    RecordFields(Map<String, @Nullable Object> fields) {
        this.fields = fields;
    }

    /** The first thing that is wrong, or null. */
    @Nullable String problem() {
        if (problem == null) {
            for (String name : fields.keySet()) {
                if (!taken.contains(name)) {
                    return "unknown field '" + name + "'; known are " + String.join(", ", names());
                }
            }
        }
        return problem;
    }

    private List<String> names() {
        return taken.stream().sorted().toList();
    }

    void refuse(String reason) {
        if (problem == null) {
            problem = reason;
        }
    }

    boolean has(String name) {
        return take(name) != null;
    }

    /** A text, or null when the field is not there. */
    @Nullable String text(String name) {
        Object value = take(name);
        if (value != null && !(value instanceof String)) {
            refuse("'" + name + "' is not a text");
            return null;
        }
        return (String) value;
    }

    boolean flag(String name, boolean otherwise) {
        Object value = take(name);
        if (value == null) {
            return otherwise;
        }
        String text = value.toString();
        if (!text.equals("true") && !text.equals("false")) {
            refuse("'" + name + "' is not true or false");
        }
        return text.equals("true");
    }

    /** A whole number; CSV rows and JSON may write it as a text. */
    long number(String name, long otherwise, long min, long max) {
        Object value = take(name);
        if (value == null) {
            return otherwise;
        }
        String text = value.toString();
        if (text.matches("[0-9]{1,18}")) {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        }
        refuse("'" + name + "' is not a whole number from " + min + " to " + max);
        return otherwise;
    }

    /** A q value in thousandths (RFC 3261 §20.10). */
    int qThousandths(String name) {
        Object value = take(name);
        if (value == null) {
            return 1000;
        }
        String text = value.toString();
        if (!text.matches("0(\\.[0-9]{1,3})?|1(\\.0{1,3})?")) {
            refuse("'" + name + "' is not a number from 0 to 1 with at most three decimals");
            return 1000;
        }
        return (int) Math.round(Double.parseDouble(text) * 1000);
    }

    /** One of an enum's constants in lower case; {@code null} and absence mean the first one. */
    <E extends Enum<E>> E constant(String name, E[] constants) {
        String text = text(name);
        if (text == null) {
            return constants[0];
        }
        List<String> allowed = new ArrayList<>();
        for (E constant : constants) {
            String spelling = constant.name().toLowerCase(Locale.ROOT);
            if (spelling.equals(text)) {
                return constant;
            }
            allowed.add(spelling);
        }
        refuse("'" + name + "' is not one of " + String.join(", ", allowed));
        return constants[0];
    }

    /** An object below this one, or null when the field is not there. */
    @Nullable RecordFields object(String name) {
        Object value = take(name);
        Map<String, @Nullable Object> object = JsonText.asObject(value);
        if (value != null && object == null) {
            refuse("'" + name + "' is not an object");
        }
        return object == null ? null : new RecordFields(object);
    }

    /** A list, or null when the field is not there. */
    @Nullable List<?> list(String name) {
        Object value = take(name);
        if (value != null && !(value instanceof List)) {
            refuse("'" + name + "' is not a list");
            return null;
        }
        return (List<?>) value;
    }

    /** A list, or the words of a text as a list; empty when the field is not there. */
    List<?> listOrWords(String name) {
        if (take(name) instanceof String words) {
            return words.isBlank() ? List.of() : List.of((Object[]) words.strip().split(" +", 65));
        }
        List<?> list = list(name);
        return list == null ? List.of() : list;
    }

    private @Nullable Object take(String name) {
        taken.add(name);
        return fields.get(name);
    }

    /** An upper limit on a text in UTF-8 bytes. */
    void limit(String name, @Nullable String text, int maxBytes) {
        if (text != null && text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            refuse("'" + name + "' is longer than " + maxBytes + " bytes");
        }
    }
}
