// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is taken in at all, as in {@code sip.protection} and {@code sip.tcp} of the configuration.
 *
 * @param queueMillis how long messages may wait before new requests are refused; 0 refuses none
 * @param scanners words in the User-Agent of who gets no answer
 * @param connectionsPerSource open at a time
 * @param acceptsPerSource connections that a source may open in a second; 0 = any number
 * @param firstMessageSeconds until something has been said on a connection
 * @param messageSeconds from the first byte of a message on a connection to its last
 */
public record AdmissionLimits(
        int queueMillis,
        List<String> scanners,
        int connectionsPerSource,
        int acceptsPerSource,
        int firstMessageSeconds,
        int messageSeconds) {
    private static final int MOST = 1_000_000;
    private static final int LONGEST_QUEUE = 10_000;
    private static final int LONGEST_SECONDS = 3_600;
    private static final int MOST_SCANNERS = 64;

    public AdmissionLimits {
        scanners = List.copyOf(scanners);
    }

    Map<String, @Nullable Object> fields() {
        final Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("queueMillis", queueMillis);
        fields.put("scanners", String.join(",", scanners));
        fields.put("connectionsPerSource", connectionsPerSource);
        fields.put("acceptsPerSource", acceptsPerSource);
        fields.put("firstMessageSeconds", firstMessageSeconds);
        fields.put("messageSeconds", messageSeconds);
        return fields;
    }

    /** The same but for what is named; the fields remember what is wrong with them. */
    AdmissionLimits changedBy(final RecordFields fields) {
        return new AdmissionLimits(
                (int) fields.number("queueMillis", queueMillis, 0, LONGEST_QUEUE),
                scanners(fields),
                (int) fields.number("connectionsPerSource", connectionsPerSource, 1, MOST),
                (int) fields.number("acceptsPerSource", acceptsPerSource, 0, MOST),
                (int) fields.number("firstMessageSeconds", firstMessageSeconds, 1, LONGEST_SECONDS),
                (int) fields.number("messageSeconds", messageSeconds, 1, LONGEST_SECONDS));
    }

    private List<String> scanners(final RecordFields fields) {
        final String text = fields.text("scanners");
        if (text == null) {
            return scanners;
        }
        final List<String> words =
                Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .filter(word -> !word.isEmpty())
                        .toList();
        if (words.size() > MOST_SCANNERS
                || !words.stream().allMatch(word -> word.matches("[ -~]{1,64}"))) {
            fields.refuse(
                    "'scanners' are not 0 to 64 words of 1 to 64 printable ASCII characters, with"
                            + " commas between them");
            return scanners;
        }
        return words;
    }
}
