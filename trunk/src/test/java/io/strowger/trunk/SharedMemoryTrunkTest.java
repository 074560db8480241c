// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.strowger.bus.BusFailure;
import io.strowger.cluster.transport.ClusterSecret;
import io.strowger.cluster.transport.ClusterSecrets;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The trunk over the bus itself: shared memory, and sealed datagrams. */
class SharedMemoryTrunkTest implements SwitchTrunk.Listener {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long SWITCH = 101;
    private static final long NODE = 70_001;
    private static final ClusterSecrets SECRETS =
            ClusterSecrets.of(
                    ClusterSecret.of(
                            "a secret of the trunk's tests".getBytes(StandardCharsets.US_ASCII)));

    private final List<String> happened = new ArrayList<>();
    private Path directory;
    private SwitchTrunk switchEnd;
    private NodeTrunk node;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createTempDirectory(Path.of("/dev/shm"), "strowger-trunk");
    }

    @AfterEach
    void close() {
        if (node != null) {
            node.close();
        }
        if (switchEnd != null) {
            switchEnd.close();
        }
        IoUtil.delete(directory.toFile(), true);
    }

    private Path trunkDirectory() {
        return directory.resolve("switch");
    }

    private void openSwitch(final TrunkNetwork network, final long process) throws BusFailure {
        switchEnd =
                new SwitchTrunk(
                        TrunkBus.ofSwitch(trunkDirectory(), network, SWITCH, 4),
                        trunkDirectory(),
                        TrunkLadder.POINTS,
                        process,
                        4,
                        TrunkLadder.counters());
    }

    private void openNode(final SwitchAddress address, final long process) {
        node = new NodeTrunk(List.of(address), TrunkLadder.POINTS, process, TrunkLadder.counters());
    }

    private void until(final BooleanSupplier condition) {
        final long began = System.nanoTime();
        while (!condition.getAsBoolean()) {
            final long now = System.nanoTime();
            assertThat(now - began).as(() -> happened.toString()).isLessThan(PATIENCE_NANOS);
            if (switchEnd != null) {
                switchEnd.poll(this, now);
                switchEnd.flush(1);
            }
            if (node != null) {
                node.poll(record -> happened.add("node heard " + text(record)), now);
                node.flush(now);
            }
            Thread.onSpinWait();
        }
    }

    private static String text(final TrunkRecord record) {
        return record.kind() + " " + record.sipLength() + " #" + record.connection();
    }

    private void talks() {
        happened.clear();
        until(() -> switchEnd.nodes() == 1);
        until(
                () -> {
                    switchEnd.tell(0, RecordKind.FLOW_FAILED, TrunkLadder.flow(7));
                    return happened.contains("node heard FLOW_FAILED 0 #7");
                });
        switchEnd.flush(1);
        final byte[] sip = new byte[30_000];
        final UnsafeBuffer record = TrunkLadder.record(TrunkLadder.flow(9), sip);
        for (int i = 0; i < 3; i++) {
            assertThat(switchEnd.send(0, record, 0, record.capacity())).isTrue();
        }
        switchEnd.tell(0, RecordKind.FLOW_FAILED, TrunkLadder.flow(8));
        until(() -> happened.contains("node heard FLOW_FAILED 0 #8"));
        assertThat(happened.stream().filter("node heard MESSAGE 30000 #9"::equals)).hasSize(3);
        final byte[] answer = new byte[300];
        assertThat(node.send(TrunkLadder.flow(9), new UnsafeBuffer(answer), 0, 300)).isTrue();
        until(() -> happened.contains("switch heard MESSAGE 300 #9"));
    }

    @Test
    void throughSharedMemory() throws BusFailure {
        openSwitch(null, 1);
        openNode(SwitchAddress.onThisHost(SWITCH, trunkDirectory(), NODE), 2);
        talks();
    }

    @Test
    void betweenHostsSealed() throws BusFailure, IOException {
        final int port = freePort();
        openSwitch(network("127.0.0.1:" + port), 1);
        openNode(
                SwitchAddress.over(
                        SWITCH, network("127.0.0.1:" + port), directory.resolve("node"), NODE),
                2);
        talks();
        assertThat(switchEnd.links(0)).as("of one link nothing is shown").isEmpty();
    }

    /** Frames of one turn are more than a datagram each, and go over both. */
    @Test
    void betweenHostsOverTwoNetworks() throws BusFailure, IOException {
        final String[] both = {"127.0.0.1:" + freePort(), "127.0.0.2:" + freePort()};
        openSwitch(network(both), 1);
        openNode(SwitchAddress.over(SWITCH, network(both), directory.resolve("node"), NODE), 2);
        talks();
        until(() -> switchEnd.links(0).stream().allMatch(SharedMemoryTrunkTest::works));
        assertThat(switchEnd.links(0)).hasSize(2);
        assertThat(switchEnd.links(0).get(1).address()).isEqualTo(both[1]);
        talks();
    }

    private static boolean works(final LinkFigures link) {
        return link.state() == LinkState.WORKING;
    }

    /** Who has not been told of the second network yet goes over the first, and is answered there. */
    @Test
    void aNodeOfOneLinkComesToASwitchOfTwo() throws BusFailure, IOException {
        final String[] both = {"127.0.0.1:" + freePort(), "127.0.0.2:" + freePort()};
        openSwitch(network(both), 1);
        openNode(SwitchAddress.over(SWITCH, network(both[1]), directory.resolve("node"), NODE), 2);
        talks();
    }

    @Test
    void aNodeOfTwoLinksComesToASwitchOfOne() throws BusFailure, IOException {
        final String[] both = {"127.0.0.1:" + freePort(), "127.0.0.2:" + freePort()};
        openSwitch(network(both[0]), 1);
        openNode(SwitchAddress.over(SWITCH, network(both), directory.resolve("node"), NODE), 2);
        talks();
    }

    /** The node follows by itself, and nothing is lost. */
    @Test
    void linksAreAddedAndRemovedWhileBothRun() throws BusFailure, IOException {
        final String first = "127.0.0.1:" + freePort();
        final String second = "127.0.0.2:" + freePort();
        openSwitch(network(first), 1);
        openNode(SwitchAddress.over(SWITCH, network(first), directory.resolve("node"), NODE), 2);
        talks();
        assertThat(switchEnd.changeLink("192.0.2.1:7450", true))
                .isEqualTo(LinkChange.NOT_LISTENING);
        assertThat(switchEnd.changeLink(second, true)).isEqualTo(LinkChange.DONE);
        until(() -> workingLinks() == 2);
        talks();
        // For a second it may be that somebody has no other.
        until(() -> switchEnd.changeLink(first, false) == LinkChange.DONE);
        until(() -> switchEnd.links(0).size() == 1);
        talks();
        assertThat(switchEnd.changeLink(second, false)).isEqualTo(LinkChange.NEEDED);
        assertThat(switchEnd.changeLink(first, true)).isEqualTo(LinkChange.DONE);
        until(() -> workingLinks() == 2);
        talks();
    }

    private long workingLinks() {
        return switchEnd.links(0).stream().filter(SharedMemoryTrunkTest::works).count();
    }

    @Test
    void throughSharedMemoryThereIsNothingToAdd() throws BusFailure {
        openSwitch(null, 1);
        assertThat(switchEnd.changeLink("127.0.0.1:7450", true)).isEqualTo(LinkChange.NO_NETWORK);
        assertThat(switchEnd.changeLink("127.0.0.1:7450", false)).isEqualTo(LinkChange.NO_NETWORK);
    }

    private static TrunkNetwork network(final String... addresses) {
        return new TrunkNetwork(List.of(addresses), SECRETS, TrunkLadder.counters());
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void theEndOfAProcessOnThisHostIsSeen() throws IOException, BusFailure {
        openSwitch(null, 1);
        openNode(SwitchAddress.onThisHost(SWITCH, trunkDirectory(), NODE), 2);
        until(() -> switchEnd.nodes() == 1);
        assertThat(new ProcessWatch(trunkDirectory(), NODE).isEnded()).isFalse();
        node.close();
        node = null;
        until(() -> happened.contains("ended 0"));
    }

    @Test
    void aNodeComesBackToASwitchThatWasStartedAnew() throws BusFailure {
        openSwitch(null, 1);
        openNode(SwitchAddress.onThisHost(SWITCH, trunkDirectory(), NODE), 2);
        talks();
        switchEnd.close();
        openSwitch(null, 3);
        talks();
    }

    @Test
    void aSecondProcessOfOneNodeIsRefused() throws BusFailure {
        openSwitch(null, 1);
        try (ProcessMark mark = ProcessMark.of(trunkDirectory(), NODE)) {
            assertThat(mark).isNotNull();
            assertThatThrownBy(() -> ProcessMark.of(trunkDirectory(), NODE))
                    .isInstanceOf(BusFailure.class)
                    .hasMessageContaining("is locked");
        }
    }

    @Override
    public void onNode(final int number, final long id) {
        assertThat(id).isEqualTo(NODE);
    }

    @Override
    public void onEnded(final int number) {
        happened.add("ended " + number);
    }

    @Override
    public void onDraining(final int number, final boolean drains) {
        happened.add("draining " + drains);
    }

    @Override
    public void onFull(final int number, final boolean full) {
        happened.add("full " + full);
    }

    @Override
    public void onHeard(final int number) {
        assertThat(number).isZero();
    }

    @Override
    public void onRecord(final int number, final TrunkRecord record) {
        happened.add("switch heard " + text(record));
    }
}
