// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static io.strowger.system.tests.ClusterProcesses.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.agrona.IoUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Rows B5, E5: a location server and two nodes that share a media driver, and the death of whoever runs it. */
@SystemTest
class SharedMemorySystemTest {
    private static final String DOMAIN = "example.org";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private Path shared;
    private ClusterProcesses cluster;

    @BeforeEach
    void start() throws IOException {
        shared = Files.createTempDirectory(Path.of("/dev/shm"), "strowger-test").resolve("shared");
        cluster =
                ClusterProcesses.ofOneMember(
                        directory,
                        "replication.stream=shared-memory",
                        "replication.shared-directory=" + shared);
        for (int i = 0; i < 2; i++) {
            cluster.node("node" + i, cluster.secret())
                    .set("replication.stream", "shared-memory")
                    .set("replication.shared-directory", shared.toString())
                    .launch();
        }
        cluster.nodes().forEach(RouterProcess::awaitReady);
        eventually("all in step", cluster::isInStep);
    }

    @AfterEach
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
        IoUtil.delete(shared.getParent().toFile(), true);
    }

    private void assertRegisteredIsCallable(final String user) {
        try (Phone phone = Phone.udp(cluster.node(0), user, DOMAIN)) {
            eventually("registered", () -> phone.register(600, "").status() == 200);
            eventually("callable at the other", () -> phone.isCallableAt(cluster.node(1)));
        }
    }

    @Test
    void whoeverRunsTheDriverMayDie() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shared)))
                .isEqualTo("rwx------");
        assertRegisteredIsCallable("first");
        final long first = runner();
        killAndStartAgain(first);
        assertRegisteredIsCallable("second");
        final long second = runner();
        assertThat(second).isNotEqualTo(first);
        killAndStartAgain(second);
        assertRegisteredIsCallable("third");
    }

    /** Kills a process; another one runs the driver by itself, and all are in step when it is back. */
    private void killAndStartAgain(final long pid) {
        final RouterProcess node =
                cluster.nodes().stream()
                        .filter(each -> each.running().pid() == pid)
                        .findFirst()
                        .orElse(null);
        if (node == null) {
            cluster.member(0).kill();
        } else {
            node.kill();
        }
        Figures.record(
                (node == null ? "the member" : "a node")
                        + " that ran the shared driver is dead, another one runs it after",
                eventually(Duration.ofSeconds(10), "another runs it", () -> !runners().isEmpty()));
        if (node == null) {
            cluster.startMembers();
            eventually(
                    "the member serves", () -> cluster.member(0).out().contains("strowger ready"));
        } else {
            node.start();
        }
        Figures.record("all in step again after", eventually("in step", cluster::isInStep));
    }

    private long runner() throws IOException {
        return runners().getFirst();
    }

    /** The process that runs the driver: it has the lock of its file. */
    private List<Long> runners() throws IOException {
        final Object inode = Files.getAttribute(shared.resolve("driver"), "unix:ino");
        return Files.readAllLines(Path.of("/proc/locks")).stream()
                .map(line -> line.trim().split(" +"))
                .filter(fields -> fields.length > 5 && fields[3].equals("WRITE"))
                .filter(fields -> fields[5].endsWith(":" + inode))
                .map(fields -> Long.parseLong(fields[4]))
                .toList();
    }
}
