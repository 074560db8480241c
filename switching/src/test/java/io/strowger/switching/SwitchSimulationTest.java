// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.connection.table.ConnectionTableConfig;
import io.strowger.connection.table.ConnectionTuple;
import io.strowger.connection.table.MethodClass;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * A switch, three nodes, callers and callees in one thread, by seed. Nodes are killed, with and
 * without their host telling, stand still and come back; half of the callers never repeat a request.
 * No call is lost, and at the end nothing is open anywhere (mission row D4).
 */
class SwitchSimulationTest {
    private static final long FIRST = Long.getLong("switch.first", 1);
    private static final int SEEDS = Integer.getInteger("switch.seeds", 50);
    private static final int SEEDS_FOR_EVERYTHING = 50;
    private static final long MILLI = 1_000_000;
    private static final int NODES = 3;
    private static final int CALLS = 400;
    private static final int FAULTY_MILLIS = 12_000;
    private static final int END_MILLIS = 30_000;

    /** Timer B of the nodes, shortened. */
    private static final int TIMER_B_MILLIS = 8_000;

    private record Due(long atMilli, long order, Runnable what) implements Comparable<Due> {
        @Override
        public int compareTo(final Due other) {
            return atMilli == other.atMilli
                    ? Long.compare(order, other.order)
                    : Long.compare(atMilli, other.atMilli);
        }
    }

    static final class World implements SwitchOutput {
        final Random chance;
        private final PriorityQueue<Due> queue = new PriorityQueue<>();
        private final Node[] nodes = new Node[NODES];
        private final Map<String, SimulatedCall> calls = new HashMap<>();
        private final ConnectionTuple tuple = new ConnectionTuple();
        private final Switch subject;
        long milli;
        private long order;
        private int deaths;
        private int standstills;

        World(final long seed) {
            chance = new Random(seed);
            for (int i = 0; i < NODES; i++) {
                nodes[i] = new Node(this, i);
            }
            final var config =
                    new SwitchConfig(
                            new ConnectionTableConfig(1_000, NODES, Duration.ofMinutes(10)),
                            PlacementConfig.standard(),
                            StatusConfig.standard(),
                            KeptConfig.of(1_000, 16 << 20),
                            16,
                            64);
            subject = new Switch(config, this, Messages.HASH, 0);
            for (int i = 0; i < CALLS; i++) {
                final SimulatedCall call = new SimulatedCall(this, "call" + i);
                calls.put(call.id, call);
                after(100 + chance.nextInt(FAULTY_MILLIS), call::invite);
            }
        }

        void play() {
            for (; milli < END_MILLIS; milli++) {
                while (!queue.isEmpty() && queue.peek().atMilli() <= milli) {
                    queue.remove().what().run();
                }
                if (milli < FAULTY_MILLIS && chance.nextInt(300) == 0) {
                    fault(nodes[chance.nextInt(NODES)]);
                }
                subject.doWork(now());
                assertThat(open()).isEqualTo(subject.keptRequests());
            }
            for (final SimulatedCall call : calls.values()) {
                assertThat(call.state).as(call.toString()).isEqualTo("done");
            }
            assertThat(open()).as("open at the end").isZero();
            assertThat(subject.table().size()).isEqualTo(CALLS);
            assertThat(subject.get(SwitchCounter.REFUSED)).isZero();
        }

        int open() {
            int open = 0;
            for (int i = 0; i < NODES; i++) {
                for (final MethodClass each : MethodClass.values()) {
                    open += subject.table().openAtNode(i, each);
                }
            }
            return open;
        }

        /** One node at least goes on. */
        private void fault(final Node victim) {
            final boolean anotherWorks =
                    List.of(nodes).stream().anyMatch(node -> node != victim && node.works());
            if (!anotherWorks || !victim.works()) {
                return;
            }
            if (chance.nextInt(3) == 0) {
                standstills++;
                victim.standsUntil = milli + 100 + chance.nextInt(2_000);
            } else {
                deaths++;
                victim.die(chance.nextBoolean());
            }
        }

        long now() {
            return milli * MILLI;
        }

        void after(final int millis, final Runnable what) {
            queue.add(new Due(milli + millis, order++, what));
        }

        /** A message from a phone; a datagram in fifty is lost. */
        void fromOutside(final String text, final boolean isReliable) {
            if (isReliable || chance.nextInt(50) > 0) {
                after(
                        1 + chance.nextInt(3),
                        () -> {
                            final UnsafeBuffer bytes = Messages.bytes(text);
                            tuple.originating(0, text.hashCode() & 7, 5060);
                            subject.onMessage(tuple, bytes, 0, bytes.capacity(), 0, now());
                        });
            }
        }

        @Override
        public boolean sendToNode(
                final int node, final DirectBuffer frame, final int offset, final int length) {
            final String text = frame.getStringWithoutLengthUtf8(offset, length);
            final int life = nodes[node].life;
            after(1 + chance.nextInt(2), () -> nodes[node].receive(life, text));
            return true;
        }

        @Override
        public void refuse(final SwitchedMessage request, final Refusal reason) {
            final SimulatedCall call = call(request);
            call.state = "refused: " + reason;
        }

        private SimulatedCall call(final SwitchedMessage message) {
            final SimulatedCall call =
                    calls.get(message.message().string(message.message().callId()));
            assertThat(call).isNotNull();
            return call;
        }

        @Override
        public void sendPing(final int node, final long number) {
            after(1, () -> subject.status(node).onPingAnswered(number, now()));
        }

        @Override
        public void sendOptions(final int node, final long number) {
            final int life = nodes[node].life;
            after(1, () -> nodes[node].options(life, number));
        }

        @Override
        public void onStatus(
                final int node, final NodeStatus was, final NodeStatus is, final long nowNanos) {}

        @Override
        public void onResponseTime(final int node, final long nanos) {}
    }

    /** A node that forgets all when it dies. */
    private static final class Node {
        private final World world;
        private final int number;
        private final SwitchedMessage message = new SwitchedMessage(Messages.HASH.copy());
        private final Set<String> invites = new HashSet<>();
        private final Set<String> answered = new HashSet<>();
        private int life;
        private boolean dead;
        private long standsUntil;

        Node(final World world, final int number) {
            this.world = world;
            this.number = number;
        }

        boolean works() {
            return !dead
                    && world.milli >= standsUntil
                    && world.subject.status(number).status() == NodeStatus.UP;
        }

        void die(final boolean isTold) {
            dead = true;
            life++;
            invites.clear();
            answered.clear();
            if (isTold) {
                world.after(1, () -> world.subject.status(number).onProcessEnded(world.now()));
            }
            world.after(200 + world.chance.nextInt(2_000), this::startAnew);
        }

        /** The trunk sees another process there. */
        private void startAnew() {
            dead = false;
            world.subject.status(number).onProcessEnded(world.now());
        }

        void options(final int ofLife, final long question) {
            whenItRuns(
                    ofLife,
                    () ->
                            world.subject
                                    .status(number)
                                    .onOptionsAnswered(question, 200, world.now()));
        }

        void receive(final int ofLife, final String text) {
            whenItRuns(ofLife, () -> work(text));
        }

        private void whenItRuns(final int ofLife, final Runnable what) {
            if (dead || ofLife != life) {
                return;
            }
            if (world.milli < standsUntil) {
                world.after((int) (standsUntil - world.milli), () -> whenItRuns(ofLife, what));
            } else {
                what.run();
            }
        }

        private void work(final String text) {
            Messages.readInto(message, text);
            final SimulatedCall call = world.call(message);
            if (!message.isRequest()) {
                // Any node forwards a response by its second Via.
                answered.add(call.id);
                answer(call, 200, "INVITE", call.branch("i"));
                return;
            }
            switch (message.method()) {
                case INVITE -> {
                    if (invites.add(call.id)) {
                        answer(call, 100, "INVITE", call.branch("i"));
                        world.after(TIMER_B_MILLIS, () -> giveUp(life, call));
                    }
                    world.after(1 + world.chance.nextInt(3), call::ring);
                }
                case ACK -> world.after(1 + world.chance.nextInt(3), call::acknowledged);
                default -> answer(call, 200, "BYE", call.branch("b"));
            }
        }

        /** A node started anew gets a repetition of what is answered, and its callee says nothing. */
        private void giveUp(final int ofLife, final SimulatedCall call) {
            whenItRuns(
                    ofLife,
                    () -> {
                        if (!answered.contains(call.id)) {
                            answer(call, 408, "INVITE", call.branch("i"));
                        }
                    });
        }

        private void answer(
                final SimulatedCall call,
                final int status,
                final String method,
                final String branch) {
            final String text = Messages.response(status, method, call.id, branch);
            world.after(
                    1 + world.chance.nextInt(3),
                    () -> {
                        final UnsafeBuffer bytes = Messages.bytes(text);
                        final boolean isWanted =
                                world.subject.onNodeMessage(
                                        number, bytes, 0, bytes.capacity(), world.now());
                        if (isWanted && (call.isReliable || world.chance.nextInt(50) > 0)) {
                            call.answered(status, method);
                        }
                    });
        }
    }

    @Test
    void noCallIsLostWhileNodesDie() {
        int deaths = 0;
        int standstills = 0;
        long handedOver = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            final World world = new World(seed);
            try {
                world.play();
            } catch (final AssertionError failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
            deaths += world.deaths;
            standstills += world.standstills;
            handedOver += world.subject.get(SwitchCounter.HANDED_OVER);
        }
        System.out.printf(
                "switch: %d calls, %d deaths of nodes, %d standstills, %d requests handed over,"
                        + " 0 calls lost%n",
                SEEDS * CALLS, deaths, standstills, handedOver);
        if (SEEDS >= SEEDS_FOR_EVERYTHING) {
            assertThat(List.of(deaths, standstills, (int) handedOver))
                    .allSatisfy(each -> assertThat(each).isGreaterThan(SEEDS));
        }
    }
}
