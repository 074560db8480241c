// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.connection.table.ConnectionTableConfig;
import io.strowger.connection.table.ConnectionTuple;
import io.strowger.lease.LeaseConfig;
import io.strowger.lease.LeaseRegister;
import io.strowger.ping.Outside;
import io.strowger.ping.OutsideView;
import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.message.TransportProtocol;
import io.strowger.standby.StandbyConfig;
import io.strowger.switching.KeptConfig;
import io.strowger.switching.NodeStatus;
import io.strowger.switching.PlacementConfig;
import io.strowger.switching.Refusal;
import io.strowger.switching.StatusConfig;
import io.strowger.switching.Switch;
import io.strowger.switching.SwitchConfig;
import io.strowger.switching.SwitchOutput;
import io.strowger.switching.SwitchedMessage;
import io.strowger.table.stream.TableStreamConfig;
import io.strowger.trunk.SwitchAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Two seats, in virtual time: numbers of nodes, and what is believed after a take-over. */
class PairedSeatTest {
    private static final long MILLI = 1_000_000;
    private static final int NODES = 4;

    private final LeaseRegister register = new LeaseRegister();
    private final Place first = new Place(0);
    private final Place second = new Place(1);
    private long milli = 1;

    /** A switch with its nodes, numbered as they came to it. */
    private final class Place implements OtherSwitch, LeaseDoor, Outside, SwitchOutput {
        private final int number;
        private final List<UnsafeBuffer> incoming = new ArrayList<>();
        private final OtherBeats beats = new OtherBeats(NODES, 0);
        private final PairedSeat seat;
        private long[] ids = new long[0];
        private long asked;
        private long answer = -1;
        private boolean isDead;
        private int renumbered;
        private int sight;
        private boolean isDeaf;

        Place(final int number) {
            this.number = number;
            final StandbyParts parts =
                    new StandbyParts(
                            SwitchAddress.onThisHost(1, Path.of("/nonexistent"), 2),
                            this,
                            List.of(),
                            this);
            seat = new PairedSeat(config(), parts, this, this, new KeyedHash(1, 2), 0);
        }

        Place nodes(final long... came) {
            ids = came;
            return this;
        }

        void turn() {
            final List<UnsafeBuffer> frames = List.copyOf(incoming);
            incoming.clear();
            if (!isDead) {
                frames.forEach(each -> seat.onOther(each, 0, each.capacity(), now()));
                for (int i = 0; i < ids.length && !isDeaf; i++) {
                    beats.onHeard(i, now());
                }
                beats.answer(seat.decisions(), now());
                seat.doWork(now());
            }
        }

        boolean isActive() {
            return !isDead && seat.isActive(now());
        }

        /** A call of a phone. */
        void call(final String callId) {
            final byte[] text =
                    ("INVITE sip:b@x SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK"
                                    + callId
                                    + "\r\nMax-Forwards: 70\r\nFrom: <sip:a@x>;tag=1\r\nTo: <sip:b@x>\r\nCall-ID: "
                                    + callId
                                    + "\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            final ConnectionTuple tuple =
                    new ConnectionTuple()
                            .transport(TransportProtocol.UDP)
                            .originating(0, 1, 5060)
                            .destination(0, 2, 5060);
            seat.decisions().onMessage(tuple, new UnsafeBuffer(text), 0, text.length, 0, now());
        }

        @Override
        public boolean send(final DirectBuffer buffer, final int offset, final int length) {
            final UnsafeBuffer bytes = new UnsafeBuffer(new byte[length]);
            bytes.putBytes(0, buffer, offset, length);
            (number == 0 ? second : first).incoming.add(bytes);
            return true;
        }

        @Override
        public void doWork(final long now) {}

        @Override
        public int sight() {
            return sight;
        }

        @Override
        public OutsideView view() {
            return OutsideView.NOT_WATCHED;
        }

        @Override
        public int nodes() {
            return ids.length;
        }

        @Override
        public long nodeId(final int node) {
            return ids[node];
        }

        @Override
        public boolean adopt(final long[] others) {
            final long[] before = ids;
            ids =
                    LongStream.concat(LongStream.of(others), LongStream.of(before))
                            .distinct()
                            .toArray();
            boolean isChanged = false;
            for (int i = 0; i < before.length; i++) {
                isChanged |= ids[i] != before[i];
            }
            renumbered += isChanged ? 1 : 0;
            return isChanged;
        }

        @Override
        public void request(final long request, final long heldTerm, final long lengthMillis) {
            asked = request;
            answer = register.request(number, heldTerm, lengthMillis, milli);
        }

        @Override
        public void release(final long heldTerm) {
            register.release(number, heldTerm);
        }

        @Override
        public void poll(final Answers to) {
            if (answer >= 0) {
                final long term = answer;
                answer = -1;
                to.onAnswer(asked, term);
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
        public void sendPing(final int node, final long question) {
            throw new AssertionError("no PING");
        }

        @Override
        public void sendOptions(final int node, final long question) {
            beats.onAsked(node, question);
        }

        @Override
        public void onStatus(
                final int node, final NodeStatus was, final NodeStatus is, final long nanos) {}

        @Override
        public void onResponseTime(final int node, final long nanos) {}
    }

    private static StandbyConfig config() {
        final StatusConfig standard = StatusConfig.standard();
        return new StandbyConfig(
                new SwitchConfig(
                        new ConnectionTableConfig(100, NODES, Duration.ofMinutes(10)),
                        PlacementConfig.standard(),
                        new StatusConfig(
                                false,
                                standard.interval(),
                                standard.failures(),
                                standard.failureTime(),
                                standard.successes(),
                                standard.returnTime(),
                                standard.longestReturnTime(),
                                standard.stableTime(),
                                standard.refusals()),
                        KeptConfig.of(100, 1 << 20),
                        16,
                        16),
                LeaseConfig.standard(),
                TableStreamConfig.standard());
    }

    private long now() {
        return milli * MILLI;
    }

    private void turns(final int millis) {
        for (int i = 0; i < millis; i++) {
            milli++;
            first.turn();
            second.turn();
            assertThat(first.isActive() && second.isActive()).isFalse();
        }
    }

    private Place active() {
        return first.isActive() ? first : second;
    }

    private Place standby() {
        return first.isActive() ? second : first;
    }

    @Test
    void theStandbyTakesOverTheNumbersOfTheActiveOne() {
        first.nodes(11, 12, 13);
        second.nodes(13, 11, 12);
        turns(2_000);
        assertThat(standby().ids).isEqualTo(active().ids);
        assertThat(standby().renumbered).isEqualTo(1);
        assertThat(active().renumbered).isZero();
        assertThat(standby().seat.table()).isEqualTo(TableState.IN_STEP);
        assertThat(active().seat.table()).isEqualTo(TableState.FOLLOWED);
    }

    /** Entries and statuses by the former numbers would be another node's. */
    @Test
    void whoGetsOtherNumbersForgetsAllAndCopiesTheTableAnew() {
        first.nodes(11, 12);
        second.nodes(11, 12);
        turns(2_000);
        final Place follower = standby();
        active().call("c1");
        turns(100);
        final Switch before = follower.seat.decisions();
        follower.nodes(12, 11);
        turns(500);
        assertThat(follower.ids).containsExactly(11, 12);
        assertThat(follower.seat.decisions()).isNotSameAs(before);
        assertThat(follower.seat.table()).isEqualTo(TableState.IN_STEP);
        assertThat(follower.seat.decisions().table().size()).isEqualTo(1);
    }

    @Test
    void aNodeThatOnlyOneKnowsComesBehindAndNothingIsForgotten() {
        first.nodes(11);
        second.nodes(11);
        turns(2_000);
        final Place follower = standby();
        active().nodes(11, 12);
        follower.nodes(11);
        turns(200);
        assertThat(follower.ids).containsExactly(11, 12);
        assertThat(follower.renumbered).isZero();
    }

    @Test
    void whoTakesOverHasTheCallsAndKnowsWhichNodesLive() {
        first.nodes(11, 12);
        second.nodes(12, 11);
        turns(2_000);
        final Place dies = active();
        final Place lives = standby();
        dies.call("c1");
        turns(100);
        dies.isDead = true;
        turns(900);
        assertThat(lives.isActive()).isTrue();
        assertThat(lives.seat.decisions().table().size()).isEqualTo(1);
        assertThat(lives.seat.decisions().status(0).status()).isEqualTo(NodeStatus.UP);
    }

    @Test
    void anOperatorsDrainIsKnownToWhoTakesOver() {
        first.nodes(11, 12);
        second.nodes(12, 11);
        turns(2_000);
        final Place dies = active();
        final Place lives = standby();
        dies.seat.decisions().status(1).drain(true, now());
        turns(300);
        assertThat(lives.seat.decisions().status(1).status()).isEqualTo(NodeStatus.DRAINING);
        dies.isDead = true;
        turns(900);
        assertThat(lives.seat.decisions().status(1).status()).isEqualTo(NodeStatus.DRAINING);
    }

    private void bothSeeTheOutside() {
        first.nodes(11);
        second.nodes(11);
        turns(2_000);
        first.sight = 3;
        second.sight = 3;
        turns(4_000);
    }

    @Test
    void theRoleGoesToTheOneThatSeesMoreOfTheOutside() {
        bothSeeTheOutside();
        final Place blind = active();
        final Place sees = standby();
        blind.sight = 2;
        turns(300);
        assertThat(sees.isActive()).isTrue();
        assertThat(blind.seat.givenAway()).isEqualTo(1);
        assertThat(sees.seat.givenAway()).isZero();
        assertThat(blind.seat.isSeenActive(now())).isFalse();
        turns(1_000);
        assertThat(blind.seat.table()).isEqualTo(TableState.IN_STEP);
    }

    @Test
    void nobodyGivesTheRoleToOneThatHearsNoNode() {
        bothSeeTheOutside();
        final Place blind = active();
        standby().isDeaf = true;
        turns(1_000);
        blind.sight = 2;
        turns(5_000);
        assertThat(blind.isActive()).isTrue();
    }

    /** What the former active keeps at a node may be open there for so long, and the standby does not know of it. */
    @Test
    void thatANodeIsDrainedIsNotBelievedForTwoHundredSeconds() {
        first.nodes(11);
        second.nodes(11);
        turns(2_000);
        final Place subject = active();
        subject.seat.decisions().status(0).drain(true, now());
        turns(10);
        assertThat(subject.seat.decisions().isDrained(0)).isTrue();
        assertThat(subject.seat.isDrained(0, now())).isFalse();
        assertThat(standby().seat.isDrained(0, now())).isFalse();
        turns(196_000);
        assertThat(subject.seat.isDrained(0, now())).isFalse();
        turns(4_000);
        assertThat(subject.seat.isDrained(0, now())).isTrue();
        assertThat(standby().seat.isDrained(0, now())).isFalse();
    }
}
