// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.StrowgerConfig;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A member of a location server and a node of a rehearsal: the node loads what the member holds, phones register at it,
 * and what they change comes back to its replica, so that the JDK sees what the processes of a cluster do all day.
 */
final class RehearsalCluster {
    private static final int BINDINGS = 10_000;
    private static final int USERS = 1_000;
    private static final int REGISTRATIONS = 10;
    private static final int CALLS = 1_000;

    /** Six of the group, four unused, two of replication. */
    private static final int PORTS = 12;

    private static final int REPLICATION = 10;
    private static final int FIRST_PORT = 21_000;
    private static final int LAST_PORT = 31_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Path directory;
    private final int port;

    private RehearsalCluster(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /** Plays it below a directory. */
    static void play(Path directory) throws CommandFailure, IOException {
        Files.writeString(directory.resolve("secret"), "of the rehearsal");
        new RehearsalCluster(directory, freePorts()).play();
    }

    private void play() throws CommandFailure, IOException {
        Path bindings = Files.writeString(directory.resolve("bindings.csv"), csv());
        try (StrowgerProcess member =
                StrowgerProcess.start(config("member"), new MemberParts(false))) {
            awaitReady(member);
            RehearseCommand.command(
                    "import",
                    bindings.toString(),
                    "--url",
                    "http://127.0.0.1:" + member.httpPort());
            try (StrowgerProcess node =
                    StrowgerProcess.start(config("node"), new ReplicatedParts())) {
                awaitReady(node);
                RehearseCommand.play(node, USERS, REGISTRATIONS, CALLS);
            }
        }
    }

    private StrowgerConfig config(String name) throws CommandFailure {
        return ConfigCommand.load(
                        null,
                        List.of(
                                "location.members=[\"127.0.0.1:" + port + "\"]",
                                "location.reply-host=127.0.0.1",
                                "replication.members=[\"127.0.0.1:" + (port + REPLICATION) + "\"]",
                                "cluster.secret-file=" + directory.resolve("secret"),
                                "sip.listen=[udp:127.0.0.1:0]",
                                "management.http=127.0.0.1:0",
                                "data=" + directory.resolve(name)))
                .config();
    }

    private static void awaitReady(StrowgerProcess process) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!process.isReady()) {
            process.tick();
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("a process of the rehearsed cluster is not ready");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static String csv() {
        StringBuilder csv = new StringBuilder("aor,contact,expires\n");
        for (int i = 0; i < BINDINGS; i++) {
            csv.append("b%1$d@example.org,sip:b%1$d@192.0.2.1:5060,3600\n".formatted(i));
        }
        return csv.toString();
    }

    /** First of as many ports in a row that nobody uses. */
    private static int freePorts() throws IOException {
        for (int first = FIRST_PORT; first < LAST_PORT; first += PORTS) {
            if (isFree(first)) {
                return first;
            }
        }
        throw new IOException("no " + PORTS + " UDP ports in a row are free");
    }

    private static boolean isFree(int first) {
        List<DatagramSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < PORTS; i++) {
                sockets.add(
                        new DatagramSocket(
                                new InetSocketAddress(
                                        InetAddress.getLoopbackAddress(), first + i)));
            }
            return true;
        } catch (IOException used) {
            return false;
        } finally {
            sockets.forEach(DatagramSocket::close);
        }
    }
}
