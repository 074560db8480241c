// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One SIPp process with a scenario file; its message, error and statistics files are kept. */
final class SippRun implements AutoCloseable {
    private final CapturedProcess process;
    private static final int SHOWN_ERRORS = 20;
    private static final String ERRORS = "-errors.log";

    private final Path directory;
    private final String name;
    private final int port;

    private SippRun(
            final CapturedProcess process,
            final Path directory,
            final String name,
            final int port) {
        this.process = process;
        this.directory = directory;
        this.name = name;
        this.port = port;
    }

    /** What to run. */
    static Builder scenario(final Path directory, final Path scenario) {
        return new Builder(directory, scenario);
    }

    int port() {
        return port;
    }

    /** Waits until its port is bound: what is sent there from now on arrives. */
    SippRun awaitListening() {
        await().pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(10))
                .failFast(process::assertAlive)
                .until(() -> Ports.isBound(port, process.pid()));
        return this;
    }

    /** Waits for the end: all calls went as the scenario says. */
    SippRun awaitSuccess(final Duration limit) {
        final int exit = process.awaitExit(limit);
        assertThat(exit).as(() -> "exit code of " + name + "\n" + errors()).isZero();
        assertThat(failedCalls()).as("failed calls of " + name).isZero();
        return this;
    }

    long successfulCalls() {
        return statistic("SuccessfulCall(C)");
    }

    long failedCalls() {
        return statistic("FailedCall(C)");
    }

    /** Retransmissions that SIPp had to send. */
    long retransmissions() {
        return statistic("Retransmissions(C)");
    }

    /** The messages of the trace in order. */
    List<SippMessage> messages() {
        return SippMessage.readTrace(directory.resolve(name + "-messages.log"));
    }

    CapturedProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }

    private long statistic(final String column) {
        final List<String> lines = lines(directory.resolve(name + "-stat.csv"));
        final List<String> names = List.of(lines.getFirst().split(";", -1));
        return Long.parseLong(lines.getLast().split(";", -1)[names.indexOf(column)]);
    }

    /**
     * Why calls failed, the first of them, at both ends: a caller that hears nothing does not know why. What came for a
     * call after its end says little, and may be thousands of lines.
     */
    private String errors() {
        try (Stream<Path> files = Files.list(directory)) {
            final String all =
                    files.filter(file -> file.toString().endsWith(ERRORS))
                            .sorted()
                            .map(SippRun::failures)
                            .collect(Collectors.joining("\n"));
            return all.isEmpty() ? process.err() : all;
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String failures(final Path errors) {
        final List<String> all = lines(errors);
        final List<String> failures =
                all.stream().filter(line -> line.contains("Aborting call")).toList();
        return (failures.isEmpty() ? all : failures)
                .stream()
                        .limit(SHOWN_ERRORS)
                        .collect(Collectors.joining("\n", errors.getFileName() + "\n", ""));
    }

    private static List<String> lines(final Path file) {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.toList();
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Arguments of a run, with what every run here has in common. */
    static final class Builder {
        private final Path directory;
        private final Path scenario;
        private final List<String> arguments = new ArrayList<>();
        private String name;
        private int port = Ports.free();
        private Host host = Host.LOCAL;
        private String remote = "";

        private Builder(final Path directory, final Path scenario) {
            this.directory = directory;
            this.scenario = scenario;
            this.name = scenario.getFileName().toString().replace(".xml", "");
        }

        Builder named(final String unique) {
            name = unique;
            return this;
        }

        Builder on(final int localPort) {
            port = localPort;
            return this;
        }

        /** On another host, by its address in the network of the calls. */
        Builder at(final Host where) {
            host = where;
            return this;
        }

        /** {@code host:port} to send to. */
        Builder to(final String hostAndPort) {
            remote = hostAndPort;
            return this;
        }

        Builder tcp() {
            return with("-t", "t1");
        }

        Builder calls(final int count) {
            return with("-m", String.valueOf(count));
        }

        Builder rate(final int callsPerSecond) {
            return with("-r", String.valueOf(callsPerSecond));
        }

        /** A text that the scenario names as {@code [key]}. */
        Builder key(final String key, final String value) {
            return with("-key", key, value);
        }

        /** Writes every message to a file that {@link SippRun#messages} reads. */
        Builder traced() {
            return with(
                    "-trace_msg",
                    "-message_file",
                    directory.resolve(name + "-messages.log").toString());
        }

        Builder with(final String... more) {
            arguments.addAll(List.of(more));
            return this;
        }

        SippRun start() {
            final List<String> command =
                    new ArrayList<>(
                            List.of(
                                    "sipp",
                                    "-sf",
                                    scenario.toString(),
                                    "-i",
                                    host.address(),
                                    "-p",
                                    String.valueOf(port),
                                    "-mi",
                                    host.address(),
                                    "-nostdin",
                                    "-trace_err",
                                    "-error_file",
                                    directory.resolve(name + ERRORS).toString(),
                                    "-trace_stat",
                                    "-stf",
                                    directory.resolve(name + "-stat.csv").toString(),
                                    "-fd",
                                    "1s"));
            command.addAll(arguments);
            if (!remote.isEmpty()) {
                command.add(remote);
            }
            return new SippRun(
                    CapturedProcess.start(directory, name, host.runs().apply(command)),
                    directory,
                    name,
                    port);
        }
    }
}
