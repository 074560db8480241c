// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static io.strowger.system.tests.ClusterProcesses.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Who does not know the cluster's secret neither reads nor changes anything, and both sides say so. */
@SystemTest
class ClusterSecretSystemTest {
    private static final String NOT_OURS = "from 127.0.0.1 were sealed with another secret";
    private static final String REFUSED =
            "127.0.0.1 refuses our datagrams: it has another cluster.secret-file";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private ClusterProcesses cluster;

    @BeforeEach
    void start() {
        cluster = ClusterProcesses.start(directory, 1);
    }

    @AfterEach
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private boolean isSaidByAMember(final String text) {
        for (int i = 0; i < ClusterProcesses.MEMBERS; i++) {
            if (cluster.member(i).err().contains(text)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void aNodeWithAnotherSecretGetsNothingAndBothSidesSayWhy() {
        try (Phone phone = Phone.udp(cluster.node(0), "phone", "example.org")) {
            assertThat(phone.register(600, "").status()).isEqualTo(200);
            final RouterProcess stranger =
                    cluster.node("stranger", cluster.secret("other", "a secret of somebody else"))
                            .launch();
            eventually("the member says it", () -> isSaidByAMember(NOT_OURS));
            eventually(
                    "the node says it of the way for changes",
                    () -> stranger.running().err().contains("location client: " + REFUSED));
            eventually(
                    "the node says it of the stream",
                    () -> stranger.running().err().contains("bus: " + REFUSED));
            assertThat(ClusterProcesses.status(stranger))
                    .contains("\"level\":0,")
                    .contains("\"coherent\":false");
            assertThat(stranger.running().out()).doesNotContain("strowger ready");
            assertThat(phone.register(900, "").status()).as("beside it").isEqualTo(200);
        }
    }

    @Test
    void noiseOnThePortsOfTheClusterDoesNoHarm() throws IOException {
        final Random random = new Random(1);
        try (Phone phone = Phone.udp(cluster.node(0), "phone", "example.org");
                DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < 20_000; i++) {
                final byte[] noise = new byte[random.nextInt(1, 1400)];
                random.nextBytes(noise);
                final int member = random.nextInt(ClusterProcesses.MEMBERS);
                socket.send(
                        new DatagramPacket(
                                noise,
                                noise.length,
                                InetAddress.getLoopbackAddress(),
                                LoopbackHosts.port(member) + random.nextInt(12)));
            }
            eventually("it has come", () -> isSaidByAMember("none of a cluster's"));
            assertThat(phone.register(600, "").status()).isEqualTo(200);
            eventually("in step", cluster::isInStep);
        }
    }
}
