// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the lines of an import into fields. */
interface ImportFormat {
    /** Reads one line; a header line or an empty one gives {@link Row#NOTHING}. */
    Row read(byte[] bytes, int length);

    /**
     * What a line holds.
     *
     * @param fields the record's fields, changeable; null when there is none
     * @param problem why there is none, or null
     */
    record Row(@Nullable Map<String, @Nullable Object> fields, @Nullable String problem) {
        static final Row NOTHING = new Row(null, null);

        static Row wrong(String problem) {
            return new Row(null, problem);
        }
    }

    /** One JSON object per line. */
    static ImportFormat ndjson() {
        return (bytes, length) -> {
            if (length == 0) {
                return Row.NOTHING;
            }
            JsonText.Parsed parsed = JsonText.parse(bytes, 0, length);
            Map<String, @Nullable Object> object = parsed.object();
            return object == null && parsed.problem() == null
                    ? Row.wrong("not an object")
                    : new Row(object, parsed.problem());
        };
    }
}
