// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static io.strowger.system.tests.ClusterProcesses.elapse;
import static io.strowger.system.tests.ClusterProcesses.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Row D7: callers are behind two IP routers. The primary one dies under calls with re-INVITE and BYE, over UDP and TCP: both switches send by the
 * backup, no call fails, and the primary one has the traffic again when it has been back for a while.
 */
@SystemTest
class BackupRouterSystemTest {
    private static final int NODES = 2;
    private static final int RATE = Integer.getInteger("strowger.switch.calls", 150);
    private static final int SECONDS = Integer.getInteger("strowger.switch.seconds", 15);
    private static final int PRIMARY = 0;
    private static final int BACKUP = 1;

    /** A silent gateway is seen after 200 ms; the rest is the status, which is asked for. */
    private static final Duration SEEN = Duration.ofSeconds(1);

    @TempDir private Path directory;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path processes;

    private RouterOfHosts router;

    @BeforeEach
    void start() {
        Peers.require("sipp");
        Peers.require("ip");
        Peers.require("tc");
        router = new RouterOfHosts(processes, SwitchedHosts.of(NODES, SwitchedHosts.Kind.ROUTED));
        router.awaitWhole();
    }

    @AfterEach
    void stop() {
        if (router != null) {
            router.close();
        }
    }

    @Test
    void noCallFailsThoughThePrimaryRouterDies() {
        eventually("the primary one is used", () -> router.isDefaultRoute(PRIMARY));
        calls().during("the primary router dies", this::primaryDiesAndComesBack);
        final Duration back =
                eventually("back at the primary one", () -> router.isDefaultRoute(PRIMARY));
        Figures.record("after the calls the primary router is used again after", back);
    }

    /** Connections outlive the way that they took. */
    @Test
    void noCallOverTcpFailsThoughThePrimaryRouterDies() {
        eventually("the primary one is used", () -> router.isDefaultRoute(PRIMARY));
        calls().duringOverTcp("the primary router dies", this::primaryDiesAndComesBack);
    }

    private CallsBetweenHosts calls() {
        return new CallsBetweenHosts(router, directory, RATE, SECONDS);
    }

    private void primaryDiesAndComesBack() {
        elapse(Duration.ofSeconds(SECONDS / 3));
        primaryDies();
        elapse(Duration.ofSeconds(3));
        router.network().heal();
    }

    /** Callers see at once that it is dead, as routers see it of each other (VRRP). */
    private void primaryDies() {
        final SwitchedHosts hosts = router.hosts();
        router.network().unplug(hosts.hostOfGateway(PRIMARY), SwitchedHosts.OUTSIDE);
        router.network().unplug(hosts.hostOfGateway(PRIMARY), SwitchedHosts.FAR);
        hosts.callersGoBy(BACKUP);
        final Duration changed =
                eventually("both use the backup", () -> router.isDefaultRoute(BACKUP));
        Figures.record("both switches use the backup router after", changed);
        assertThat(changed).isLessThan(SEEN);
    }
}
