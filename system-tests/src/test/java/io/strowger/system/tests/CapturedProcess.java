// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process whose stdout and stderr go to files beside each other, so that a failed test keeps them. */
final class CapturedProcess implements AutoCloseable {
    private final Process process;
    private final Path out;
    private final Path err;

    private CapturedProcess(final Process process, final Path out, final Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts a command in a directory, with files {@code <name>.out} and {@code <name>.err} there. */
    static CapturedProcess start(
            final Path directory, final String name, final List<String> command) {
        final Path out = directory.resolve(name + ".out");
        final Path err = directory.resolve(name + ".err");
        try {
            Files.createDirectories(directory);
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
            final Process process =
                    new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectInput(
                                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            return new CapturedProcess(process, out, err);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Process process() {
        return process;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Fails with what the process wrote when it has ended. */
    void assertAlive() {
        if (!process.isAlive()) {
            throw new AssertionError(
                    "ended with " + process.exitValue() + "\n" + out() + "\n" + err());
        }
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    /** Waits for the end and answers the exit code; a process that does not end is an error. */
    int awaitExit(final Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(
                        "still running after " + limit + "\n" + out() + "\n" + err());
            }
            return process.exitValue();
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** SIGKILL to the process and whatever it started. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        awaitExit(Duration.ofSeconds(10));
    }

    /** Sends it a signal, such as STOP. */
    void signal(final String name) {
        try {
            final Process kill =
                    new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).start();
            if (kill.waitFor() != 0) {
                throw new AssertionError("kill -" + name + " " + pid());
            }
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }

    private static String read(final Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
