// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much sources may send, as in {@code sip.protection} of the configuration.
 *
 * @param messagesPerSource a second; 0 limits nobody
 * @param messages a second, of all sources together; 0 = no limit
 * @param failures that make a source suspect; 0 suspects nobody
 * @param suspectRate messages a second of a suspect source
 */
public record SourceLimits(
        int messagesPerSource,
        int messages,
        int failures,
        long failureSeconds,
        int suspectRate,
        long banSeconds,
        boolean banDatagramSources) {
    private static final int MOST = 10_000_000;
    private static final long LONGEST = 30 * 86_400;

    Map<String, @Nullable Object> fields() {
        final Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("messagesPerSource", messagesPerSource);
        fields.put("messages", messages);
        fields.put("failures", failures);
        fields.put("failureSeconds", failureSeconds);
        fields.put("suspectRate", suspectRate);
        fields.put("banSeconds", banSeconds);
        fields.put("banDatagramSources", banDatagramSources);
        return fields;
    }

    /** The same but for what is named; the fields remember what is wrong with them. */
    SourceLimits changedBy(final RecordFields fields) {
        return new SourceLimits(
                (int) fields.number("messagesPerSource", messagesPerSource, 0, MOST),
                (int) fields.number("messages", messages, 0, MOST),
                (int) fields.number("failures", failures, 0, MOST),
                fields.number("failureSeconds", failureSeconds, 1, LONGEST),
                (int) fields.number("suspectRate", suspectRate, 1, MOST),
                fields.number("banSeconds", banSeconds, 1, LONGEST),
                fields.flag("banDatagramSources", banDatagramSources));
    }
}
