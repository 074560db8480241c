// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Ports of the loopback address that are free for UDP and TCP, below those that the kernel hands
 * out by itself. A peer that takes the port above its own (baresip: TLS) gets that one too.
 */
final class Ports {
    private static final int LOWEST = 20_000;
    private static final int COUNT = 12_000;
    private static final Random RANDOM = new Random();
    private static final Set<Integer> TAKEN = new HashSet<>();

    private Ports() {}

    /** A free port; the one above it is free as well and not given to anybody else. */
    static int free() {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            final int port = LOWEST + 2 * RANDOM.nextInt(COUNT / 2);
            if (TAKEN.add(port) && isFree(port) && isFree(port + 1)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port from " + LOWEST + " on");
    }

    /** The first of so many free ports in a row, an even number of them. */
    static int row(final int count) {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            final int first = LOWEST + 2 * RANDOM.nextInt((COUNT - count) / 2);
            final List<Integer> ports = IntStream.range(first, first + count).boxed().toList();
            if (ports.stream().noneMatch(TAKEN::contains)
                    && ports.stream().allMatch(Ports::isFree)) {
                TAKEN.addAll(ports);
                return first;
            }
        }
        throw new IllegalStateException("no " + count + " free ports from " + LOWEST + " on");
    }

    /** Whether somebody serves UDP or TCP there on the host where a process runs; looks without touching the port. */
    static boolean isBound(final int port, final long pid) {
        final String local = ":%04X ".formatted(port);
        return Stream.of("udp", "tcp")
                .anyMatch(table -> names("/proc/%d/net/%s".formatted(pid, table), local));
    }

    private static boolean names(final String table, final String local) {
        try (Stream<String> lines = Files.lines(Path.of(table))) {
            return lines.anyMatch(line -> line.indexOf(local) > 0 && line.indexOf(local) < 20);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean isFree(final int port) {
        final InetAddress loopback = InetAddress.getLoopbackAddress();
        try (DatagramSocket udp = new DatagramSocket(new InetSocketAddress(loopback, port));
                ServerSocket tcp = new ServerSocket(port, 1, loopback)) {
            return udp.isBound() && tcp.isBound();
        } catch (final IOException taken) {
            return false;
        }
    }
}
