// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Hosts of a test: network namespaces on one bridge, each with a link that can be cut. Needs root; a test that asks for
 * it is skipped where namespaces cannot be made.
 */
final class Network implements AutoCloseable {
    private static final int PREFIX = 1000 + (int) (ProcessHandle.current().pid() % 9000);

    private final String bridge = "sb" + PREFIX;
    private final int hosts;

    private Network(final int hosts) {
        this.hosts = hosts;
    }

    static Network of(final int hosts) {
        final Network network = new Network(hosts);
        assumeTrue(
                network.ip("link", "add", network.bridge, "type", "bridge").exit() == 0,
                "network namespaces cannot be made here");
        try {
            network.up("link", "set", network.bridge, "up");
            for (int host = 0; host < hosts; host++) {
                network.add(host);
            }
            return network;
        } catch (final AssertionError failure) {
            network.close();
            throw failure;
        }
    }

    private void add(final int host) {
        up("netns", "add", name(host));
        up("link", "add", link(host), "type", "veth", "peer", "name", "eth0", "netns", name(host));
        up("link", "set", link(host), "master", bridge);
        up("link", "set", link(host), "up");
        up("-n", name(host), "addr", "add", address(host) + "/24", "dev", "eth0");
        up("-n", name(host), "link", "set", "eth0", "up");
        up("-n", name(host), "link", "set", "lo", "up");
    }

    private String name(final int host) {
        return "sn" + PREFIX + "-" + host;
    }

    private String link(final int host) {
        return "sl" + PREFIX + "-" + host;
    }

    /** The address of a host, from 0. */
    String address(final int host) {
        return "10.77.31." + (11 + host);
    }

    /** The command line that runs a command on a host. */
    List<String> on(final int host, final List<String> command) {
        final List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", name(host)));
        whole.addAll(command);
        return whole;
    }

    /** Nothing comes to the host, and nothing from it. */
    void cut(final int host) {
        up("link", "set", link(host), "nomaster");
    }

    void heal(final int host) {
        up("link", "set", link(host), "master", bridge);
    }

    /** How a command ended and what it wrote to stdout. */
    record Ended(int exit, String out) {}

    /** Runs a command to its end. */
    static Ended run(final List<String> command) {
        try {
            final Path out = Files.createTempFile("network", ".out");
            try {
                final Process process =
                        new ProcessBuilder(command)
                                .redirectOutput(out.toFile())
                                .redirectError(ProcessBuilder.Redirect.DISCARD)
                                .start();
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("does not end: " + command);
                }
                return new Ended(
                        process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
            } finally {
                Files.delete(out);
            }
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private Ended ip(final String... arguments) {
        final List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private void up(final String... arguments) {
        if (ip(arguments).exit() != 0) {
            throw new AssertionError("ip " + String.join(" ", arguments));
        }
    }

    @Override
    public void close() {
        for (int host = 0; host < hosts; host++) {
            ip("netns", "del", name(host));
            ip("link", "del", link(host));
        }
        ip("link", "del", bridge);
    }
}
