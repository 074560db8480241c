// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.LogFormat;
import io.strowger.management.JsonText;
import java.text.MessageFormat;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/** Writes a log record as exactly one line, whatever its message holds. */
final class LogLine {
    private static final int FRAMES = 3;

    private final LogFormat format;

    LogLine(LogFormat format) {
        this.format = format;
    }

    /** The message with its parameters, without line ends. */
    static String message(LogRecord record) {
        String message = record.getMessage() == null ? "" : record.getMessage();
        Object[] parameters = record.getParameters();
        if (parameters != null && parameters.length > 0 && message.indexOf('{') >= 0) {
            try {
                message = new MessageFormat(message, Locale.ROOT).format(parameters);
            } catch (IllegalArgumentException notAPattern) {
                return onOneLine(message);
            }
        }
        return onOneLine(message);
    }

    /** @param repeated equal lines that were dropped before this one */
    String of(LogRecord record, String message, long repeated) {
        String error = error(record.getThrown());
        if (format == LogFormat.JSON) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("time", time(record));
            fields.put("level", level(record.getLevel()));
            fields.put("logger", record.getLoggerName());
            fields.put("message", message);
            if (!error.isEmpty()) {
                fields.put("error", error);
            }
            if (repeated > 0) {
                fields.put("repeated", repeated);
            }
            return JsonText.write(fields);
        }
        return "%s %-7s %s  %s%s%s"
                .formatted(
                        time(record),
                        level(record.getLevel()),
                        record.getLoggerName(),
                        message,
                        error.isEmpty() ? "" : " - " + error,
                        repeated > 0 ? " (and " + repeated + " times before)" : "");
    }

    private static String time(LogRecord record) {
        return Instant.ofEpochMilli(record.getMillis()).toString();
    }

    private static String level(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (value >= Level.WARNING.intValue()) {
            return "WARNING";
        }
        return value >= Level.INFO.intValue()
                ? "INFO"
                : value >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
    }

    /** The chain of causes, each with the first places of its trace. */
    private static String error(@Nullable Throwable thrown) {
        StringBuilder text = new StringBuilder();
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < 5; depth++) {
            text.append(depth == 0 ? "" : ", caused by ").append(cause);
            StackTraceElement[] trace = cause.getStackTrace();
            for (int i = 0; i < Math.min(FRAMES, trace.length); i++) {
                text.append(i == 0 ? " at " : " < ").append(trace[i]);
            }
            cause = cause.getCause();
        }
        return onOneLine(text.toString());
    }

    private static String onOneLine(String text) {
        return text.chars().anyMatch(Character::isISOControl)
                ? text.replaceAll("\\p{Cntrl}+", " ")
                : text;
    }
}
