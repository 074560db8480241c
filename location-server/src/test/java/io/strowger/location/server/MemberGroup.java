// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.client.MemberAddress;
import io.strowger.location.client.RemoteConfig;
import io.strowger.location.client.RemoteLocationServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Three members of a location server, each a process, in the short words that tests use. */
final class MemberGroup implements AutoCloseable {
    static final String SECRET = "the secret of the tests";

    private final Path directory;
    private final int count;
    private final long snapshotLogBytes;
    private final String members;
    private final @Nullable Process[] processes;
    private final BufferedReader[] lines;

    /** What a member says of itself. */
    record Line(
            String phase,
            boolean leads,
            long term,
            long level,
            String digest,
            long birthDate,
            long cpuMillis,
            String fault) {
        static Line of(final String text) {
            final String[] words = text.split(" ", 8);
            return new Line(
                    words[0],
                    words[1].equals("leader"),
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]),
                    words[4],
                    Long.parseLong(words[5]),
                    Long.parseLong(words[6]),
                    words[7]);
        }

        boolean serves() {
            return phase.equals("SERVING");
        }
    }

    MemberGroup(final Path directory, final int count, final long snapshotLogBytes) {
        this.directory = directory;
        this.count = count;
        this.snapshotLogBytes = snapshotLogBytes;
        processes = new Process[count];
        lines = new BufferedReader[count];
        members = freeAddresses(count);
    }

    static MemberGroup serving(final Path directory, final int count) {
        final MemberGroup group = new MemberGroup(directory, count, 64L << 20);
        try {
            for (int id = 0; id < count; id++) {
                group.start(id);
            }
            group.awaitInStep();
            return group;
        } catch (final AssertionError failure) {
            group.close();
            throw failure;
        }
    }

    private static String freeAddresses(final int count) {
        final Random random = new Random();
        final List<String> found = new ArrayList<>();
        while (found.size() < count) {
            final int port = 20_000 + MemberAddress.PORTS * random.nextInt(2_000);
            final String address = "localhost:" + port;
            if (isFree(port) && !found.contains(address)) {
                found.add(address);
            }
        }
        return String.join(",", found);
    }

    private static boolean isFree(final int first) {
        for (int port = first; port < first + MemberAddress.PORTS; port++) {
            try (DatagramSocket socket = new DatagramSocket(null)) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (final SocketException taken) {
                return false;
            }
        }
        return true;
    }

    /** Starts a member; it answers once it has opened its files. */
    void start(final int id) {
        start(id, SECRET);
    }

    void start(final int id, final String secret) {
        start(id, secret, false);
    }

    void startSoleSurvivor(final int id) {
        start(id, SECRET, true);
    }

    private void start(final int id, final String secret, final boolean soleSurvivor) {
        try {
            final Process process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "--add-exports",
                                    "java.base/jdk.internal.misc=ALL-UNNAMED",
                                    "--enable-native-access=ALL-UNNAMED",
                                    "-XX:+UseSerialGC",
                                    "-Xmx256m",
                                    "-Dsole.survivor=" + soleSurvivor,
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    MemberProcess.class.getName(),
                                    directory(id).toString(),
                                    Integer.toString(id),
                                    secret,
                                    Long.toString(snapshotLogBytes),
                                    members)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            processes[id] = process;
            lines[id] = process.inputReader(StandardCharsets.US_ASCII);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Path directory(final int id) {
        return directory.resolve("member" + id);
    }

    Line status(final int id) {
        try {
            final Process process = process(id);
            process.outputWriter(StandardCharsets.US_ASCII).append('\n').flush();
            return Line.of(lines[id].readLine());
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Process process(final int id) {
        final Process process = processes[id];
        if (process == null) {
            throw new IllegalStateException("member " + id + " does not run");
        }
        return process;
    }

    List<Integer> running() {
        final List<Integer> running = new ArrayList<>();
        for (int id = 0; id < count; id++) {
            if (processes[id] != null) {
                running.add(id);
            }
        }
        return running;
    }

    /** The member that leads, once one does. */
    int leader() {
        final int[] leader = {-1};
        RunningServer.await(
                "a leader",
                () -> {
                    leader[0] =
                            running().stream()
                                    .filter(id -> status(id).leads())
                                    .findFirst()
                                    .orElse(-1);
                    return leader[0] >= 0;
                });
        return leader[0];
    }

    int follower() {
        final int leader = leader();
        return running().stream().filter(id -> id != leader).findFirst().orElseThrow();
    }

    /** Waits until all that run serve and hold the same. */
    void awaitInStep() {
        RunningServer.await("in step\n" + lines(), this::isInStep);
    }

    private boolean isInStep() {
        final List<Line> all = running().stream().map(this::status).toList();
        return all.stream().allMatch(Line::serves)
                && all.stream().filter(Line::leads).count() == 1
                && all.stream().map(Line::birthDate).distinct().count() == 1
                && all.stream().map(Line::level).distinct().count() == 1
                && all.stream().map(Line::digest).distinct().count() == 1;
    }

    String lines() {
        return running().stream()
                .map(id -> id + ": " + status(id))
                .collect(Collectors.joining("\n"));
    }

    /** Ends a process as the kernel does when memory is short. */
    void kill(final int id) {
        final Process process = process(id);
        processes[id] = null;
        process.toHandle().destroyForcibly();
        end(process);
    }

    /** Ends a process as an operator does. */
    void stop(final int id) {
        final Process process = process(id);
        processes[id] = null;
        try {
            process.outputWriter(StandardCharsets.US_ASCII).close();
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
        end(process);
    }

    private static void end(final Process process) {
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("ended").isTrue();
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A client as a cluster node has one. */
    RemoteLocationServer client(final RunningCounters counters, final String secret) {
        return client(counters, secret, "client");
    }

    RemoteLocationServer client(
            final RunningCounters counters, final String secret, final String name) {
        try {
            return RemoteLocationServer.connect(
                    new RemoteConfig(
                            MemberProcess.members(members),
                            "localhost",
                            directory.resolve(name),
                            MemberProcess.secrets(secret),
                            Duration.ofSeconds(5),
                            Duration.ofMillis(2),
                            16_384),
                    counters.manager());
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        for (final int id : running()) {
            stop(id);
        }
    }
}
