// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.connection.table.ConnectionTableConfig;
import io.strowger.ping.Echo;
import io.strowger.sip.message.KeyedHash;
import io.strowger.switching.KeptConfig;
import io.strowger.switching.NodeStatus;
import io.strowger.switching.PlacementConfig;
import io.strowger.switching.Refusal;
import io.strowger.switching.StatusConfig;
import io.strowger.switching.Switch;
import io.strowger.switching.SwitchConfig;
import io.strowger.switching.SwitchOutput;
import io.strowger.switching.SwitchedMessage;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** PING of two nodes' hosts before OPTIONS, the first on this host, the second elsewhere; on virtual time, turns of 10 ms. */
class HostCheckTest implements Echo, SwitchOutput, HostCheck.Hosts {
    private static final long MILLI = 1_000_000;
    private static final int HERE = 0;
    private static final int ELSEWHERE = 1;

    private final OtherBeats beats = new OtherBeats(2, 0);
    private final HostCheck subject = new HostCheck(this, this, beats, 2, 0);
    private final Switch decisions = new Switch(config(), this, new KeyedHash(1, 2), 0);
    private final List<Runnable> due = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final int[] options = new int[2];
    private final List<Long> echoes = new ArrayList<>();
    private @Nullable String host = "192.0.2.7";
    private boolean hostAnswers = true;
    private boolean processAnswers = true;
    private boolean isHeard = true;
    private long milli;

    private static SwitchConfig config() {
        return new SwitchConfig(
                new ConnectionTableConfig(10, 2, Duration.ofMinutes(10)),
                PlacementConfig.standard(),
                StatusConfig.standard(),
                KeptConfig.of(10, 1 << 20),
                16,
                16);
    }

    private long now() {
        return milli * MILLI;
    }

    private void pass(final int millis) {
        for (int i = 0; i < millis; i += 10) {
            milli += 10;
            final List<Runnable> came = List.copyOf(due);
            due.clear();
            came.forEach(Runnable::run);
            beats.onHeard(HERE, now());
            decisions.status(HERE).onHeard(now());
            if (isHeard) {
                beats.onHeard(ELSEWHERE, now());
                decisions.status(ELSEWHERE).onHeard(now());
            }
            subject.answer(decisions, now());
            decisions.watch(now());
        }
    }

    private NodeStatus status(final int node) {
        return decisions.status(node).status();
    }

    @Test
    void theOwnHostIsNotAsked() {
        pass(1_000);
        assertThat(status(HERE)).isEqualTo(NodeStatus.UP);
        assertThat(options[HERE]).isGreaterThan(5);
        assertThat(asked).allMatch(line -> line.equals("192.0.2.7 1")).hasSizeBetween(9, 11);
        assertThat(status(ELSEWHERE)).isEqualTo(NodeStatus.UP);
    }

    @Test
    void aHostThatStopsAnsweringIsDownAndItsProcessIsNotAskedAnyMore() {
        pass(1_000);
        hostAnswers = false;
        processAnswers = false;
        isHeard = false;
        pass(500);
        assertThat(status(ELSEWHERE)).isEqualTo(NodeStatus.HOST_DOWN);
        final int before = options[ELSEWHERE];
        pass(10_000);
        assertThat(options[ELSEWHERE]).isEqualTo(before);
        assertThat(status(ELSEWHERE)).isEqualTo(NodeStatus.HOST_DOWN);
        hostAnswers = true;
        processAnswers = true;
        pass(2_000);
        assertThat(status(ELSEWHERE)).isEqualTo(NodeStatus.UP);
    }

    @Test
    void aProcessThatHangsOnAHostThatAnswersIsHung() {
        pass(1_000);
        processAnswers = false;
        isHeard = false;
        pass(600);
        assertThat(status(ELSEWHERE)).isEqualTo(NodeStatus.PROCESS_HUNG);
    }

    /** A network that lets no PING through must not take all nodes away. */
    @Test
    void aHostThatHasNeverAnsweredCountsAsAnswering() {
        hostAnswers = false;
        pass(5_000);
        assertThat(status(ELSEWHERE)).isEqualTo(NodeStatus.UP);
        processAnswers = false;
        isHeard = false;
        pass(600);
        assertThat(status(ELSEWHERE)).isEqualTo(NodeStatus.PROCESS_HUNG);
    }

    @Test
    void aHostWhoseNodeIsHeardAllTheTimeComesBackWhenPingIsFilteredFromNowOn() {
        pass(1_000);
        hostAnswers = false;
        pass(1_500);
        assertThat(status(ELSEWHERE)).isEqualTo(NodeStatus.HOST_DOWN);
        pass(2_500);
        assertThat(status(ELSEWHERE)).isEqualTo(NodeStatus.UP);
        pass(10_000);
        assertThat(status(ELSEWHERE)).isEqualTo(NodeStatus.UP);
    }

    /** It hears nothing, and says something all the time. */
    @Test
    void aHostThatIsDeafStaysDown() {
        pass(1_000);
        hostAnswers = false;
        processAnswers = false;
        pass(10_000);
        assertThat(status(ELSEWHERE)).isEqualTo(NodeStatus.HOST_DOWN);
    }

    @Test
    void aNodeThatComesFromAnotherHostIsAskedThere() {
        pass(1_000);
        hostAnswers = false;
        host = "[2001:db8::7]";
        asked.clear();
        pass(1_000);
        assertThat(asked).allMatch(line -> line.equals("2001:db8:0:0:0:0:0:7 1")).isNotEmpty();
        assertThat(status(ELSEWHERE)).as("has never answered there").isEqualTo(NodeStatus.UP);
    }

    @Override
    public @Nullable String host(final int node) {
        return node == ELSEWHERE ? host : null;
    }

    @Override
    public boolean ask(final InetAddress address, final int target, final long number) {
        asked.add(address.getHostAddress() + ' ' + target);
        if (hostAnswers) {
            echoes.add(number);
        }
        return hostAnswers;
    }

    @Override
    public int poll(final Answers to) {
        final List<Long> came = List.copyOf(echoes);
        echoes.clear();
        came.forEach(number -> to.onAnswer(ELSEWHERE, number));
        // Nobody's.
        to.onAnswer(-1, 1);
        to.onAnswer(2, 1);
        return came.size();
    }

    @Override
    public void sendPing(final int node, final long number) {
        subject.ask(node, number, now());
    }

    @Override
    public void sendOptions(final int node, final long number) {
        options[node]++;
        if (node == HERE || processAnswers) {
            due.add(() -> decisions.status(node).onOptionsAnswered(number, 200, now()));
        }
    }

    @Override
    public boolean sendToNode(
            final int node, final DirectBuffer frame, final int offset, final int length) {
        return true;
    }

    @Override
    public void refuse(final SwitchedMessage request, final Refusal reason) {
        throw new AssertionError("refused: " + reason);
    }

    @Override
    public void onStatus(
            final int node, final NodeStatus was, final NodeStatus is, final long nanos) {}

    @Override
    public void onResponseTime(final int node, final long nanos) {}
}
