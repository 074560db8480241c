// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.LogConfig;
import java.io.PrintStream;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Where all log records of the process end: one line each on stderr. Warnings and errors that are the same are counted; what is
 * only said, such as that a node is up again, always stands there, or the log would end with what is over.
 */
final class LogOutput extends Handler {
    private static final long DUPLICATE_WINDOW_MILLIS = 10_000;

    /** Loggers are held weakly by the JDK; one whose level was set must not be forgotten. */
    private static final Logger OWN = Logger.getLogger("strowger");

    private final ReentrantLock turn = new ReentrantLock();
    private final PrintStream out;
    private final LogLine line;
    private final DuplicateFilter duplicates = new DuplicateFilter(DUPLICATE_WINDOW_MILLIS);

    LogOutput(PrintStream out, LogConfig config) {
        this.out = out;
        this.line = new LogLine(config.format());
    }

    /** Takes the place of the JDK's own handlers. */
    static void install(LogConfig config) {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.addHandler(new LogOutput(System.err, config));
        Level level =
                switch (config.level()) {
                    case ERROR -> Level.SEVERE;
                    case WARNING -> Level.WARNING;
                    case INFO -> Level.INFO;
                    case DEBUG -> Level.FINE;
                    case TRACE -> Level.FINEST;
                };
        root.setLevel(Level.WARNING.intValue() > level.intValue() ? Level.INFO : level);
        OWN.setLevel(level);
    }

    @Override
    public void publish(LogRecord record) {
        String message = LogLine.message(record);
        String identity = record.getLoggerName() + record.getLevel() + message;
        write(record, message, identity);
    }

    private void write(LogRecord record, String message, String identity) {
        turn.lock();
        try {
            boolean isFault = record.getLevel().intValue() >= Level.WARNING.intValue();
            long repeated = isFault ? duplicates.admit(identity, record.getMillis()) : 0;
            if (repeated >= 0) {
                out.println(line.of(record, message, repeated));
            }
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void close() {
        flush();
    }
}
