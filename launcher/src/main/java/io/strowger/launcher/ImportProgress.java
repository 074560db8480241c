// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.management.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far an import has come. The hash covers what has been acknowledged and nothing else, so that a
 * file may be corrected or grow behind that point and the import still goes on.
 *
 * @param bytes of the file that are done with
 * @param lines in those bytes
 * @param sha256 of those bytes, hexadecimal
 * @param committed records
 * @param failed lines that were refused
 */
record ImportProgress(long bytes, long lines, String sha256, long committed, long failed) {
    static final ImportProgress NONE = new ImportProgress(0, 0, "", 0, 0);

    /** The file beside the input. */
    static Path sideFile(Path input) {
        return input.resolveSibling(input.getFileName() + ".strowger-import");
    }

    /** What is known of an earlier run, or {@link #NONE}; whether it fits the input is not checked. */
    static ImportProgress load(Path input) {
        try {
            byte[] bytes = Files.readAllBytes(sideFile(input));
            Map<String, @Nullable Object> fields = JsonText.parse(bytes, 0, bytes.length).object();
            if (fields != null
                    && fields.get("bytes") instanceof Long done
                    && fields.get("lines") instanceof Long lines
                    && fields.get("sha256") instanceof String sha256
                    && fields.get("committed") instanceof Long committed
                    && fields.get("failed") instanceof Long failed
                    && done >= 0) {
                return new ImportProgress(done, lines, sha256, committed, failed);
            }
        } catch (IOException none) {
            return NONE;
        }
        return NONE;
    }

    /** Writes it beside the input, whole or not at all. */
    void save(Path input) throws IOException {
        Path side = sideFile(input);
        Path written = side.resolveSibling(side.getFileName() + ".new");
        Files.writeString(written, json() + "\n", StandardCharsets.UTF_8);
        Files.move(
                written, side, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Forgets an import that is done. */
    static void remove(Path input) throws IOException {
        Files.deleteIfExists(sideFile(input));
    }

    String json() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("bytes", bytes);
        fields.put("lines", lines);
        fields.put("sha256", sha256);
        fields.put("committed", committed);
        fields.put("failed", failed);
        return JsonText.write(fields);
    }
}
