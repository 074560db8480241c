// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.message.Method;
import io.strowger.sip.message.SipMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A million transactions that meet whatever may happen in any order, on virtual time:
 * each is told of as terminated exactly once, and everything they used comes back.
 */
class LifecycleTest {
    private static final int OPEN_AT_A_TIME = 2_000;
    private static final long MS = 1_000_000;

    private static final Flow[] FLOWS = {Wire.udp(), Wire.tcp(1), Wire.tcp(2)};

    /** What the test knows of a transaction; hangs at its context. */
    private static final class Fate {
        private final long number;
        private @Nullable Transaction transaction;
        private int terminations;

        private Fate(final long number, final Transaction transaction) {
            this.number = number;
            this.transaction = transaction;
        }
    }

    private static final class World extends IgnoringUser {
        private final SplittableRandom random;
        private final List<Fate> open = new ArrayList<>();
        private final TransactionCounters counters =
                TransactionCounters.allocate(Ladder.counters());
        private final TransactionLayer layer;
        private final Template[] requests = {
            Template.request("INVITE"), Template.request("OPTIONS"), Template.request("BYE")
        };
        private final Template ack = Template.request("ACK");
        private final Template cancel = Template.request("CANCEL");
        private final int[] codes = {100, 180, 200, 302, 408, 486, 503, 603};
        private final Map<String, Template> responses = new HashMap<>();
        private long next;
        private long begun;
        private long ended;
        private long now = -5 * MS;

        private World(final long seed, final long messageBytes) {
            random = new SplittableRandom(seed);
            final var limits =
                    new TransactionLimits(OPEN_AT_A_TIME, OPEN_AT_A_TIME, messageBytes, 50, 5);
            final var hash = new KeyedHash(seed, ~seed);
            layer =
                    new TransactionLayer(
                            TimerValues.standard(), this, this, limits, hash, counters, now);
        }

        private void begin(final long number, final Transaction transaction) {
            final Fate fate = new Fate(number, transaction);
            require(transaction.context() == null, "context left over");
            transaction.context(fate);
            open.add(fate);
            begun++;
        }

        @Override
        public void onRequest(
                final ServerTransaction transaction, final SipMessage request, final long nanos) {
            begin(Template.numberOf(request), transaction);
            if (random.nextInt(4) == 0) {
                respond(transaction);
            }
        }

        @Override
        public void onCancel(
                final ServerTransaction transaction,
                final @Nullable ServerTransaction invite,
                final SipMessage request,
                final long nanos) {
            begin(Template.numberOf(request), transaction);
            if (invite != null) {
                require(fateOf(invite).terminations == 0, "a CANCEL found what has ended");
                respond(invite);
            }
            respond(transaction);
        }

        @Override
        public void onResponse(
                final ClientTransaction transaction, final SipMessage response, final long nanos) {
            require(
                    fateOf(transaction).number == Template.numberOf(response),
                    "response of another transaction");
            if (random.nextInt(8) == 0) {
                somethingElse();
            }
        }

        @Override
        public void onTerminated(final ServerTransaction transaction, final long nanos) {
            end(transaction);
        }

        @Override
        public void onTerminated(final ClientTransaction transaction, final long nanos) {
            end(transaction);
        }

        private Fate fateOf(final Transaction transaction) {
            if (transaction.context() instanceof Fate fate) {
                require(transaction.equals(fate.transaction), "told of after its end");
                return fate;
            }
            throw new AssertionError("no context");
        }

        private void end(final Transaction transaction) {
            final Fate fate = fateOf(transaction);
            require(++fate.terminations == 1, "terminated twice");
            fate.transaction = null;
            ended++;
            if (random.nextInt(20) == 0) {
                somethingElse();
            }
        }

        private static void require(final boolean holds, final String otherwise) {
            if (!holds) {
                throw new AssertionError(otherwise);
            }
        }

        private Flow anyFlow() {
            return FLOWS[random.nextInt(FLOWS.length)];
        }

        private void respond(final ServerTransaction transaction) {
            final int code = codes[random.nextInt(codes.length)];
            final var bytes = requests[0].buffer();
            layer.respond(transaction, code, bytes, 0, bytes.capacity(), now);
        }

        private void send() {
            final Template template = requests[random.nextInt(requests.length)];
            final long number = next++;
            final Method method = template.parsed(number).method();
            final var sent =
                    layer.send(
                            method,
                            template.buffer(),
                            0,
                            template.length(),
                            template.branch(),
                            anyFlow(),
                            now);
            if (sent != null) {
                begin(number, sent);
            }
        }

        /** What a user may do from within a callback. */
        private void somethingElse() {
            if (random.nextBoolean()) {
                send();
            } else if (!open.isEmpty()) {
                actOn(open.get(random.nextInt(open.size())));
            }
        }

        private void actOn(final Fate fate) {
            switch (fate.transaction) {
                case ServerTransaction server -> {
                    if (random.nextInt(10) == 0) {
                        layer.abandon(server, now);
                    } else {
                        respond(server);
                    }
                }
                case ClientTransaction client -> {
                    if (random.nextInt(10) == 0) {
                        layer.abandon(client, now);
                    }
                }
                case null -> {
                    // Told of as terminated: to be let go.
                }
            }
        }

        private void receive(final Template template, final long number) {
            layer.onMessage(template.parsed(number), anyFlow(), now);
        }

        private void receiveResponse(final Fate fate) {
            if (fate.transaction instanceof ClientTransaction client) {
                final int code = codes[random.nextInt(codes.length)];
                final String method = client.method().name();
                receive(
                        responses.computeIfAbsent(
                                code + method, key -> Template.response(code, method)),
                        fate.number);
            }
        }

        private void turn() {
            final int what = random.nextInt(100);
            if (what < 22) {
                receive(requests[random.nextInt(requests.length)], next++);
            } else if (what < 44) {
                send();
            } else if (what < 46) {
                layer.onFlowFailed(FLOWS[1 + random.nextInt(2)], now);
            } else if (!open.isEmpty()) {
                turnOf(open.get(random.nextInt(open.size())), what);
            }
            now += random.nextInt(40) * MS;
            layer.doTimers(now);
            if (random.nextInt(20_000) == 0) {
                forget();
            }
            if (open.size() > OPEN_AT_A_TIME) {
                open.removeIf(fate -> fate.transaction == null);
            }
        }

        /** What is open after that was begun by those who were told of the ends. */
        private void forget() {
            final List<Fate> before = List.copyOf(open);
            layer.forget(now);
            require(
                    before.stream().allMatch(fate -> fate.transaction == null),
                    "something was not forgotten");
        }

        private void turnOf(final Fate fate, final int what) {
            if (what < 60) {
                actOn(fate);
            } else if (what < 75) {
                receiveResponse(fate);
            } else if (what < 82) {
                receive(ack, fate.number);
            } else if (what < 88) {
                receive(cancel, fate.number);
            } else {
                receive(requests[random.nextInt(requests.length)], fate.number);
            }
        }

        private void settle() {
            for (final Fate fate : List.copyOf(open)) {
                switch (fate.transaction) {
                    case ServerTransaction server -> layer.abandon(server, now);
                    case ClientTransaction client -> layer.abandon(client, now);
                    case null -> {
                        // Gone already.
                    }
                }
            }
            now += 100 * MS;
            layer.doTimers(now);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void everythingComesBack(final long seed) {
        run(new World(seed, 64 << 20), 400_000);
    }

    @Test
    void everythingComesBackWhenMemoryIsShort() {
        final World world = new World(3, 1 << 20);
        run(world, 200_000);
        assertThat(world.counters.refusedWithoutMemory.get()).isPositive();
        assertThat(world.counters.notKept.get()).isPositive();
    }

    private static void run(final World world, final int transactions) {
        while (world.begun < transactions) {
            world.turn();
            World.require(
                    world.layer.active() == (int) (world.begun - world.ended),
                    "the layer counts otherwise");
        }
        final long settled = world.now + 70_000 * MS;
        while (world.now < settled || world.layer.active() > 0) {
            world.settle();
            assertThat(world.now).as("still open").isLessThan(settled + 200_000 * MS);
        }
        assertThat(world.ended).isEqualTo(world.begun);
        assertThat(world.layer.messageBytesInUse()).isZero();
        assertThat(world.layer.armedTimers()).isZero();
        assertThat(world.layer.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
        for (final var gauge : world.counters.open) {
            assertThat(gauge.get()).isZero();
        }
    }
}
