// SPDX-License-Identifier: Apache-2.0
package io.strowger.chassis;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The process of a card: one that this process has started, or one that it has found. It is in a session of its own, so that neither
 * Ctrl-C nor the end of a terminal nor the death of its supervisor reaches it, and it writes to a file.
 */
final class CardProcess {
    private static final Path NOWHERE = Path.of("/dev/null");
    private static final long LONGEST_LOG = 16L << 20;
    private static final int SHOWN_LENGTH = 200;

    /** Above, an exit code stands for a signal. */
    private static final int SIGNALS = 128;

    private final ProcessHandle handle;
    private final @Nullable Process child;
    private final BooleanSupplier isAlive;
    private final Path log;
    private final long logBegan;

    private CardProcess(
            ProcessHandle handle,
            @Nullable Process child,
            BooleanSupplier isAlive,
            Path log,
            long logBegan) {
        this.handle = handle;
        this.child = child;
        this.isAlive = isAlive;
        this.log = log;
        this.logBegan = logBegan;
    }

    /** Starts it and writes down that it runs. */
    static CardProcess start(CardPlan plan, int starts) throws IOException {
        Files.createDirectories(plan.data());
        Files.createDirectories(plan.log().toAbsolutePath().getParent());
        shorten(plan.log());
        long logBegan = Files.exists(plan.log()) ? Files.size(plan.log()) : 0;
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(plan.command());
        Process child =
                new ProcessBuilder(command)
                        .redirectInput(NOWHERE.toFile())
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(plan.log().toFile()))
                        .redirectErrorStream(true)
                        .start();
        RunningCard running = RunningCard.of(child.pid());
        if (running != null) {
            new CardRecord(running, starts, plan.command().hashCode())
                    .write(CardRecord.file(plan.data()));
        }
        return new CardProcess(child.toHandle(), child, child::isAlive, plan.log(), logBegan);
    }

    /** One that runs, null when it has just ended. */
    static @Nullable CardProcess found(CardPlan plan, CardRecord written) throws IOException {
        Optional<ProcessHandle> handle = ProcessHandle.of(written.process().pid());
        if (handle.isEmpty() || !written.process().isAlive()) {
            return null;
        }
        new CardRecord(written.process(), written.starts(), written.command())
                .write(CardRecord.file(plan.data()));
        return new CardProcess(
                handle.get(), null, written.process()::isAlive, plan.log(), Long.MAX_VALUE);
    }

    /** What was written by now is kept once; a process that has the file open goes on at its beginning. */
    static void shorten(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > LONGEST_LOG) {
            Files.copy(
                    log,
                    log.resolveSibling(log.getFileName() + ".1"),
                    StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
                channel.truncate(0);
            }
        }
    }

    long pid() {
        return handle.pid();
    }

    /** Since its start. */
    long uptimeMillis() {
        return handle.info()
                .startInstant()
                .map(start -> Math.max(0, Duration.between(start, Instant.now()).toMillis()))
                .orElse(0L);
    }

    /** Has this called soon after it has ended, on any thread: a hint to ask {@link #hasEnded}. */
    void onEnd(Runnable look) {
        // A process knows its exit code when it says so, its handle may be earlier.
        var _ = (child == null ? handle.onExit() : child.onExit()).thenRun(look);
    }

    /** Whether it has ended. */
    boolean hasEnded() {
        return !isAlive.getAsBoolean();
    }

    /** How it has ended. */
    String how() {
        if (child == null) {
            return "it has ended";
        }
        int code = child.exitValue();
        if (code > SIGNALS) {
            return "it has ended with signal " + (code - SIGNALS);
        }
        String said = lastLine();
        return "it has ended with exit code " + code + (said.isEmpty() ? "" : ": " + said);
    }

    /** Its own last words. */
    private String lastLine() {
        try (Stream<String> lines = Files.lines(log)) {
            return Files.size(log) <= logBegan || Files.size(log) - logBegan > LONGEST_LOG / 16
                    ? ""
                    : lines.filter(line -> !line.isBlank())
                            .reduce("", (_, last) -> last)
                            .transform(CardProcess::cut);
        } catch (IOException | RuntimeException unreadable) {
            return "";
        }
    }

    private static String cut(String line) {
        return line.length() <= SHOWN_LENGTH ? line : line.substring(0, SHOWN_LENGTH) + "...";
    }

    void terminate() {
        handle.destroy();
    }

    void kill() {
        handle.destroyForcibly();
    }
}
