// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.configuration.LogConfig;
import io.strowger.configuration.LogFormat;
import io.strowger.configuration.LogLevel;
import io.strowger.management.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogOutputTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    private LogOutput output(LogFormat format) {
        return new LogOutput(
                new PrintStream(written, true, StandardCharsets.UTF_8),
                new LogConfig(format, LogLevel.INFO));
    }

    private static LogRecord record(String message, long millis) {
        LogRecord record = new LogRecord(Level.WARNING, message);
        record.setLoggerName("strowger.test");
        record.setInstant(Instant.ofEpochMilli(millis));
        return record;
    }

    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void aRecordIsOneLineWhateverItHolds() {
        LogRecord record = record("bad\nmessage \u001b[31m{0}", 0);
        record.setParameters(new Object[] {"x\r\ny"});
        record.setThrown(new IllegalStateException("one\ntwo", new java.io.IOException("disk")));
        output(LogFormat.TEXT).publish(record);
        assertThat(lines()).hasSize(1);
        assertThat(lines().getFirst())
                .startsWith(
                        "1970-01-01T00:00:00Z WARNING strowger.test  bad message  [31mx y - java.lang.IllegalStateException: one two at ")
                .contains(", caused by java.io.IOException: disk at ");
    }

    @Test
    void jsonHoldsTheSameInFields() {
        LogRecord record = record("said \"{0}\"", 1);
        record.setParameters(new Object[] {7});
        output(LogFormat.JSON).publish(record);
        assertThat(JsonText.parse(lines().getFirst()).object())
                .containsEntry("time", "1970-01-01T00:00:00.001Z")
                .containsEntry("level", "WARNING")
                .containsEntry("logger", "strowger.test")
                .containsEntry("message", "said \"7\"")
                .hasSize(4);
    }

    @Test
    void equalLinesAreCountedInsteadOfWritten() {
        LogOutput output = output(LogFormat.TEXT);
        for (int i = 0; i < 1000; i++) {
            output.publish(record("again", i));
        }
        output.publish(record("other", 1000));
        output.publish(record("again", 10_000));
        assertThat(lines()).hasSize(3);
        assertThat(lines().getLast()).endsWith("again (and 999 times before)");
    }

    @Test
    void whatIsNoFaultIsWrittenEachTime() {
        LogOutput output = output(LogFormat.TEXT);
        for (int i = 0; i < 3; i++) {
            output.publish(record("node 1: hung", i));
            LogRecord back = record("node 1: up", i);
            back.setLevel(Level.INFO);
            output.publish(back);
        }
        assertThat(lines()).hasSize(4);
        assertThat(lines().getLast()).endsWith("node 1: up");
    }

    @Test
    void onlySoManyDifferentLinesAreRemembered() {
        DuplicateFilter filter = new DuplicateFilter(1000);
        for (int i = 0; i <= DuplicateFilter.MAX_LINES; i++) {
            assertThat(filter.admit("line " + i, 0)).isZero();
        }
        assertThat(filter.size()).isEqualTo(DuplicateFilter.MAX_LINES);
        assertThat(filter.admit("line " + DuplicateFilter.MAX_LINES, 1)).isEqualTo(-1);
        assertThat(filter.admit("line 0", 1)).isZero();
    }
}
