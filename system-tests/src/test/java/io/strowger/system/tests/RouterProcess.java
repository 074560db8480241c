// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code strowger run}, or another command that serves SIP, as a process on free ports of a host's address, with its data in a
 * directory of the test. It can be killed or stopped and started again on the same data and ports.
 */
final class RouterProcess implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofMinutes(2);
    private static final Pattern FAULT =
            Pattern.compile("(?m)^\\s+at [a-z].*|.*\\b(Exception|Error|ERROR|SEVERE|FATAL)\\b.*");

    private final Path directory;
    private final String command;
    private final Host host;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final int sipPort = Ports.free();
    private final int httpPort = Ports.free();
    private int starts;
    private Duration lastStart = Duration.ZERO;
    private @Nullable CapturedProcess process;

    private RouterProcess(final Path directory, final String command, final Host host) {
        this.directory = directory;
        this.command = command;
        this.host = host;
        set("sip.listen", "[udp:" + sip() + ",tcp:" + sip() + "]");
        set("management.http", host.address() + ":" + httpPort);
        set("data", directory.resolve("data").toString());
    }

    /** A router that keeps everything below a directory; not started. */
    static RouterProcess in(final Path directory) {
        return new RouterProcess(directory, "run", Host.LOCAL);
    }

    /** A cluster node, {@code strowger node}; not started. */
    static RouterProcess node(final Path directory, final Host host) {
        return new RouterProcess(directory, "node", host);
    }

    /** A switch, {@code strowger switch}; not started. */
    static RouterProcess switchIn(final Path directory) {
        return switchIn(directory, Host.LOCAL);
    }

    /** The same on a host; not started. */
    static RouterProcess switchIn(final Path directory, final Host host) {
        return new RouterProcess(directory, "switch", host);
    }

    /** A whole router, {@code strowger chassis}; not started. */
    static RouterProcess chassisIn(final Path directory) {
        return new RouterProcess(directory, "chassis", Host.LOCAL);
    }

    /** Sets a configuration key for the next start. */
    RouterProcess set(final String key, final String value) {
        settings.put(key, value);
        return this;
    }

    /** Starts and waits until the process says that it is ready. */
    RouterProcess start() {
        final long began = System.nanoTime();
        launch().awaitReady();
        lastStart = Duration.ofNanos(System.nanoTime() - began);
        return this;
    }

    /** Waits until the process says that it is ready. */
    RouterProcess awaitReady() {
        await().pollInterval(Duration.ofMillis(10))
                .atMost(READY_LIMIT)
                .failFast(() -> running().assertAlive())
                .until(
                        () ->
                                running()
                                        .out()
                                        .lines()
                                        .anyMatch(line -> line.startsWith("strowger ready")));
        return this;
    }

    /** Starts without waiting for anything. */
    RouterProcess launch() {
        final List<String> arguments = new ArrayList<>(List.of(command));
        settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        starts++;
        process =
                CapturedProcess.start(
                        directory,
                        "router-" + starts,
                        host.runs().apply(Product.command(arguments.toArray(String[]::new))));
        return this;
    }

    /** From the start of the last process to its ready line. */
    Duration lastStart() {
        return lastStart;
    }

    /** SIGTERM; answers how long it took to end, which has to be by exit code 0. */
    Duration stop() {
        final long began = System.nanoTime();
        running().process().destroy();
        assertThat(running().awaitExit(Duration.ofSeconds(20)))
                .as("exit code after SIGTERM")
                .isZero();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** SIGKILL: nothing in the process gets to know. */
    void kill() {
        running().kill();
    }

    CapturedProcess running() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process;
    }

    String host() {
        return host.address();
    }

    /** By which it reaches user agents of the test. */
    String testAddress() {
        return host.testAddress();
    }

    int sipPort() {
        return sipPort;
    }

    int httpPort() {
        return httpPort;
    }

    Path directory() {
        return directory;
    }

    /** {@code address:port}, where SIP is served. */
    String sip() {
        return host() + ":" + sipPort;
    }

    RestClient rest() {
        return new RestClient(host() + ":" + httpPort);
    }

    /** No line of the log tells of a fault, and the process still runs. */
    void assertQuiet() {
        assertThat(running().isAlive()).as("alive\n" + running().err()).isTrue();
        assertNoFaultLogged();
    }

    void assertNoFaultLogged() {
        final List<String> faults =
                FAULT.matcher(running().out() + "\n" + running().err())
                        .results()
                        .map(result -> result.group())
                        .toList();
        assertThat(faults).as("faults logged").isEmpty();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
