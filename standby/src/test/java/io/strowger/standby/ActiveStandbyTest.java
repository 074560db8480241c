// SPDX-License-Identifier: Apache-2.0
package io.strowger.standby;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.connection.table.ConnectionTable;
import io.strowger.connection.table.ConnectionTableConfig;
import io.strowger.connection.table.ConnectionTuple;
import io.strowger.lease.LeaseConfig;
import io.strowger.lease.LeaseRegister;
import io.strowger.sip.message.KeyedHash;
import io.strowger.switching.KeptConfig;
import io.strowger.switching.NodeStatus;
import io.strowger.switching.PlacementConfig;
import io.strowger.switching.Refusal;
import io.strowger.switching.StatusConfig;
import io.strowger.switching.SwitchConfig;
import io.strowger.switching.SwitchOutput;
import io.strowger.switching.SwitchedMessage;
import io.strowger.table.stream.CopyReason;
import io.strowger.table.stream.TableStreamConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What happens to one of two switches from start to end; what faults do is in the simulation. */
class ActiveStandbyTest {
    private static final long MILLI = 1_000_000;
    private static final StandbyConfig CONFIG =
            new StandbyConfig(
                    new SwitchConfig(
                            new ConnectionTableConfig(100, 3, Duration.ofMinutes(10)),
                            PlacementConfig.standard(),
                            StatusConfig.standard(),
                            KeptConfig.of(100, 1 << 20),
                            16,
                            16),
                    LeaseConfig.standard(),
                    TableStreamConfig.standard());

    private final LeaseRegister register = new LeaseRegister();
    private final Peer[] peers = {new Peer(0), new Peer(1)};
    private long milli = 1;
    private boolean groupAnswers = true;

    private final class Peer implements StandbyOutput, SwitchOutput {
        private final int number;
        private final List<String> happened = new ArrayList<>();
        private final List<UnsafeBuffer> incoming = new ArrayList<>();
        private final ActiveStandby subject;
        private long asked;
        private long answer = -1;
        private int pings;
        private boolean isDead;

        Peer(final int number) {
            this.number = number;
            subject = new ActiveStandby(CONFIG, this, this, new KeyedHash(1, 2), 0);
        }

        void turn() {
            final List<UnsafeBuffer> frames = List.copyOf(incoming);
            incoming.clear();
            if (isDead) {
                return;
            }
            frames.forEach(each -> subject.onFrameOfOther(each, 0, each.capacity(), now()));
            if (answer >= 0) {
                final long term = answer;
                answer = -1;
                subject.onLeaseAnswer(asked, term, now());
            }
            subject.doWork(now());
        }

        boolean isActive() {
            return subject.isActive(now());
        }

        @Override
        public void requestLease(final long request, final long heldTerm, final long length) {
            asked = request;
            answer = groupAnswers ? register.request(number, heldTerm, length, milli) : -1;
        }

        @Override
        public void releaseLease(final long heldTerm) {
            assertThat(isActive()).as("active when it gives the lease back").isFalse();
            happened.add("released " + heldTerm);
            register.release(number, heldTerm);
        }

        @Override
        public boolean sendToOther(final DirectBuffer buffer, final int offset, final int length) {
            final UnsafeBuffer bytes = new UnsafeBuffer(new byte[length]);
            bytes.putBytes(0, buffer, offset, length);
            peers[1 - number].incoming.add(bytes);
            return true;
        }

        @Override
        public void onActive(final long term) {
            happened.add("active " + term);
        }

        @Override
        public void onHandOver() {
            happened.add("hands over");
        }

        @Override
        public void onStandby() {
            happened.add("standby");
        }

        @Override
        public void onInStep(final long number) {
            happened.add("in step");
        }

        @Override
        public void onCopy(final CopyReason reason, final long number) {
            happened.add("copy " + reason);
        }

        @Override
        public void onUnfit() {
            happened.add("unfit");
        }

        @Override
        public boolean sendToNode(
                final int node, final DirectBuffer frame, final int offset, final int length) {
            return true;
        }

        @Override
        public void refuse(final SwitchedMessage request, final Refusal reason) {}

        @Override
        public void sendPing(final int node, final long question) {
            pings++;
        }

        @Override
        public void sendOptions(final int node, final long question) {}

        @Override
        public void onStatus(
                final int node, final NodeStatus was, final NodeStatus is, final long nanos) {}

        @Override
        public void onResponseTime(final int node, final long nanos) {}
    }

    private long now() {
        return milli * MILLI;
    }

    private void pass(final int millis) {
        for (int i = 0; i < millis; i++) {
            milli++;
            peers[0].turn();
            peers[1].turn();
            assertThat(peers[0].isActive() && peers[1].isActive()).isFalse();
        }
    }

    private Peer active() {
        return peers[0].isActive() ? peers[0] : peers[1];
    }

    private static ConnectionTable table(final Peer peer) {
        return peer.subject.decisions().table();
    }

    private void add(final Peer peer, final int callId) {
        table(peer).add(callId, callId, new ConnectionTuple(), 1, now());
    }

    @Test
    void theHeirGoesOnWithTheTableAndWhoWasActiveBeginsWithNothing() {
        pass(1_500);
        final Peer first = active();
        final Peer second = peers[1 - first.number];
        assertThat(first.happened).containsExactly("active 1");
        assertThat(second.happened).containsExactly("copy OTHER_STREAM", "in step");
        assertThat(second.subject.isInStep()).isTrue();
        assertThat(second.pings).as("a standby knows how nodes are").isPositive();
        add(first, 5);
        add(first, 6);
        pass(5);
        assertThat(table(second).size()).isEqualTo(2);

        first.isDead = true;
        pass(1_000);
        assertThat(second.isActive()).isTrue();
        assertThat(second.subject.term()).isEqualTo(2);
        assertThat(second.happened).endsWith("active 2");
        assertThat(table(second).size()).isEqualTo(2);
        add(second, 7);

        // It has stood still and goes on: not for a moment as the active one.
        first.isDead = false;
        pass(300);
        assertThat(first.happened)
                .containsExactly("active 1", "standby", "copy OTHER_STREAM", "in step");
        assertThat(table(first).size()).isEqualTo(3);
        assertThat(first.subject.term()).isZero();
    }

    /** All that has to be told is told before anything else is done. */
    @Test
    void whoLeavesHasGivenTheLeaseBackAndTheOtherOneGoesOnAtOnce() {
        pass(1_500);
        final Peer first = active();
        final Peer second = peers[1 - first.number];
        add(first, 5);
        pass(5);
        first.subject.leave(now());
        assertThat(first.isActive()).isFalse();
        assertThat(first.happened).endsWith("standby", "released 1");
        assertThat(first.subject.hasHeir(now())).isFalse();
        pass(3);
        assertThat(second.isActive()).isTrue();
        assertThat(second.subject.term()).isEqualTo(2);
        assertThat(table(second).size()).isEqualTo(1);
        pass(60);
        assertThat(first.subject.hasHeir(now())).isTrue();
        second.isDead = true;
        pass(2_000);
        assertThat(first.isActive()).isFalse();
    }

    @Test
    void whoSeesLessOfTheOutsideHandsOverAndFollowsTheHeir() {
        pass(1_500);
        final Peer first = active();
        final Peer second = peers[1 - first.number];
        add(first, 5);
        for (int i = 0; i < 4_000; i++) {
            first.subject.sees(3);
            second.subject.sees(3);
            pass(1);
        }
        assertThat(first.isActive()).isTrue();
        for (int i = 0; i < 300; i++) {
            first.subject.sees(2);
            second.subject.sees(3);
            pass(1);
        }
        assertThat(second.isActive()).isTrue();
        assertThat(first.happened)
                .containsExactly(
                        "active 1",
                        "hands over",
                        "standby",
                        "released 1",
                        "copy OTHER_STREAM",
                        "in step");
        assertThat(table(second).size()).isEqualTo(1);
        assertThat(table(first).size()).isEqualTo(1);
        assertThat(first.subject.hasHeir(now())).isFalse();
    }

    @Test
    void aStandbyWithoutTheWholeTableIsGivenNothing() {
        pass(1_500);
        final Peer first = active();
        final Peer second = peers[1 - first.number];
        for (int i = 0; i < 4_000; i++) {
            first.subject.sees(3);
            second.subject.followAnew(now());
            second.subject.sees(3);
            pass(1);
        }
        for (int i = 0; i < 4_000; i++) {
            first.subject.sees(2);
            second.subject.followAnew(now());
            second.subject.sees(3);
            pass(1);
        }
        assertThat(first.isActive()).isTrue();
    }

    @Test
    void aStandbyForgetsNothingByItself() {
        pass(1_500);
        final Peer first = active();
        final Peer second = peers[1 - first.number];
        add(first, 5);
        pass(5);
        milli += 11 * 60_000;
        // The active has heard of the call, the standby has not.
        table(first).touch(table(first).find(5, 5), now());
        second.turn();
        second.turn();
        assertThat(table(second).size()).isEqualTo(1);
    }

    @Test
    void bytesThatAreNoFrameAreCountedAndHarmNobody() {
        pass(1_500);
        final UnsafeBuffer noise = new UnsafeBuffer(new byte[40]);
        noise.putByte(0, BeatFrame.KIND);
        for (final Peer peer : peers) {
            peer.subject.onFrameOfOther(noise, 0, 40, now());
            peer.subject.onFrameOfOther(noise, 8, 32, now());
            peer.subject.onFrameOfOther(noise, 0, 0, now());
            assertThat(peer.subject.malformed()).isEqualTo(1);
        }
        pass(500);
        assertThat(register.term()).isEqualTo(1);
    }
}
