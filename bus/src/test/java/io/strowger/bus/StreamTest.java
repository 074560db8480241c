// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row B5: one stream, by whatever way: nothing is mixed up, nothing waits, no stranger takes part. */
final class StreamTest {
    private static final String LOOPBACK = "127.0.0.1";

    @TempDir Path directory;

    private static StreamRoute route(final String kind, final int port) {
        return switch (kind) {
            case "multicast" ->
                    new StreamRoute.Multicast("239.72.7." + 11 + ":" + port, LOOPBACK, 0);
            case "unicast" -> new StreamRoute.Unicast(LOOPBACK + ":" + port, LOOPBACK);
            default -> new StreamRoute.SharedMemory();
        };
    }

    private static List<String> numbers(final int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    /** Publishes numbers, each when there is room, while all hosts do their work. */
    private static void publishNumbers(
            final StreamPublisher publisher, final int from, final int to, final List<Host> hosts) {
        for (int i = from; i < to; i++) {
            final String text = Integer.toString(i);
            Host.until("room for " + text, () -> Host.publish(publisher, text), hosts);
            hosts.forEach(Host::work);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"multicast", "unicast", "shared memory"})
    void allSubscribersHearAllFramesInOrderWhateverTheirLength(final String kind)
            throws BusFailure {
        final StreamRoute route = route(kind, 40_111);
        final boolean isShared = kind.equals("shared memory");
        try (Host sender = new Host(directory, 1);
                Host near = isShared ? new Host(sender, directory, 2) : new Host(directory, 2);
                Host far = isShared ? new Host(sender, directory, 3) : new Host(directory, 3)) {
            final List<Host> all = List.of(sender, near, far);
            final StreamPublisher publisher = sender.publisher(route);
            assertThat(Host.publish(publisher, "nobody listens")).isFalse();
            near.subscriber(route);
            far.subscriber(route);
            Host.until("connected", publisher::isConnected, all);
            Host.during(300, all);
            final List<String> sent = new ArrayList<>();
            for (int length = 0; length <= Streams.MAX_FRAME; length += 1 + length) {
                final String text = "x".repeat(length);
                sent.add(text);
                Host.until("room", () -> Host.publish(publisher, text), all);
            }
            sent.add("y".repeat(Streams.MAX_FRAME));
            Host.until("room", () -> Host.publish(publisher, sent.getLast()), all);
            Host.until("heard", () -> far.heard.size() + near.heard.size() >= 2 * sent.size(), all);
            assertThat(near.heard).isEqualTo(sent);
            assertThat(far.heard).isEqualTo(sent);
            final UnsafeBuffer tooLong = new UnsafeBuffer(new byte[Streams.MAX_FRAME + 1]);
            assertThatThrownBy(() -> publisher.publish(tooLong, 0, tooLong.capacity()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** One of twenty datagrams, control frames included. */
    private static Predicate<InetSocketAddress> loss(final long seed) {
        final Random random = new Random(seed);
        return _ -> random.nextInt(20) == 0;
    }

    @ParameterizedTest
    @ValueSource(strings = {"multicast", "unicast"})
    void whatIsLostOnTheWayIsSentAgain(final String kind) throws BusFailure {
        final int frames = 5_000;
        final StreamRoute route = route(kind, 40_121);
        try (Host sender = new Host(directory, 1);
                Host one = new Host(directory, 2, Host.SECRETS, loss(42));
                Host two = new Host(directory, 3, Host.SECRETS, loss(43))) {
            final List<Host> all = List.of(sender, one, two);
            final StreamPublisher publisher = sender.publisher(route);
            one.subscriber(route);
            two.subscriber(route);
            Host.until("connected", publisher::isConnected, all);
            Host.during(1000, all);
            publishNumbers(publisher, 0, frames, all);
            Host.until("all heard", () -> one.heard.size() + two.heard.size() >= 2 * frames, all);
            assertThat(one.heard).isEqualTo(numbers(frames));
            assertThat(two.heard).isEqualTo(numbers(frames));
        }
    }

    @Test
    void aSubscriberThatStopsHoldsUpNobodyAndSeesTheGap() throws BusFailure {
        final int frames = 3_000;
        final StreamRoute route = route("multicast", 40_131);
        try (Host sender = new Host(directory, 1);
                Host well = new Host(directory, 2);
                Host stalled = new Host(directory, 3)) {
            final List<Host> all = List.of(sender, well, stalled);
            final StreamPublisher publisher = sender.publisher(route);
            well.subscriber(route);
            stalled.subscriber(route);
            Host.until("connected", publisher::isConnected, all);
            Host.during(300, all);
            stalled.polls(false);
            final String filler = "-".repeat(2_000);
            for (int i = 0; i < frames; i++) {
                final String text = i + filler;
                final long begin = System.nanoTime();
                Host.until("room", () -> Host.publish(publisher, text), all);
                assertThat(System.nanoTime() - begin)
                        .as("wait of %d", i)
                        .isLessThan(2_000_000_000L);
                all.forEach(Host::work);
            }
            Host.until("all heard by the other", () -> well.heard.size() == frames, all);
            stalled.polls(true);
            Host.until(
                    "the stalled one hears again",
                    () -> {
                        Host.publish(publisher, "again");
                        return stalled.heard.contains("again");
                    },
                    all);
            assertThat(stalled.heard.size()).as("with a gap").isLessThan(frames);
        }
    }

    /** A network that can be cut. */
    private static final class Cut implements Predicate<InetSocketAddress> {
        private int cutPort;

        @Override
        public boolean test(final InetSocketAddress source) {
            return source.getPort() == cutPort;
        }
    }

    @Test
    void oneOfTwoNetworksIsEnough() throws BusFailure {
        final StreamRoute a = route("unicast", 40_141);
        final StreamRoute b = route("unicast", 40_142);
        final Cut cut = new Cut();
        try (Host sender = new Host(directory, 1);
                Host receiver = new Host(directory, 2, Host.SECRETS, cut)) {
            final List<Host> all = List.of(sender, receiver);
            final StreamPublisher publisher = sender.publisher(a, b);
            final StreamSubscriber subscriber = receiver.subscriber(a, b);
            Host.until(
                    "both connected",
                    () -> subscriber.isConnected(0) && subscriber.isConnected(1),
                    all);
            Host.during(200, all);
            int sent = 0;
            for (final int port : new int[] {0, 40_141, 0, 40_142, 0}) {
                cut.cutPort = port;
                publishNumbers(publisher, sent, sent + 400, all);
                sent += 400;
                final String last = Integer.toString(sent - 1);
                Host.until("heard", () -> receiver.heard.contains(last), all);
            }
            Host.during(300, all);
            assertThat(receiver.heard.stream().distinct()).containsExactlyElementsOf(numbers(sent));
            assertThat(receiver.heard).as("over both").hasSizeGreaterThan(sent);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"multicast", "unicast"})
    void aStrangerNeitherHearsNorIsHeard(final String kind) throws BusFailure {
        final StreamRoute route = route(kind, 40_151);
        try (Host sender = new Host(directory, 1);
                Host member = new Host(directory, 2);
                Host stranger = Host.stranger(directory, 3)) {
            final List<Host> all = List.of(sender, member, stranger);
            final StreamPublisher publisher = sender.publisher(route);
            member.subscriber(route);
            final StreamSubscriber eavesdropper = stranger.subscriber(route);
            Host.until("connected", publisher::isConnected, all);
            for (int i = 0; i < 20; i++) {
                Host.until("room", () -> Host.publish(publisher, "ours"), all);
            }
            Host.until(
                    "all has come, and both say what is wrong",
                    () ->
                            member.heard.size() >= 20
                                    && notUnderstood(sender) > 0
                                    && notUnderstood(stranger) > 0,
                    all);
            assertThat(member.heard).containsOnly("ours").hasSize(20);
            assertThat(stranger.heard).isEmpty();
            assertThat(eavesdropper.isConnected(0)).isFalse();
        }
    }

    /** Whom one does not understand, or who does not understand one. */
    private static long notUnderstood(final Host host) {
        return host.counter("strowger_bus_datagrams_other_secret_total")
                + host.counter("strowger_bus_datagrams_refusal_total");
    }

    @Test
    void whatAStrangerPublishesIsHeardByNobody() throws BusFailure {
        final StreamRoute route = route("multicast", 40_161);
        try (Host member = new Host(directory, 2);
                Host stranger = Host.stranger(directory, 3)) {
            final List<Host> all = List.of(member, stranger);
            final StreamPublisher intruder = stranger.publisher(route);
            final StreamSubscriber subscriber = member.subscriber(route);
            stranger.subscriber(route);
            Host.until("heard by its own", () -> Host.publish(intruder, "theirs"), all);
            Host.until(
                    "refused",
                    () -> member.counter("strowger_bus_datagrams_other_secret_total") > 3,
                    all);
            assertThat(member.heard).isEmpty();
            assertThat(subscriber.isConnected(0)).isFalse();
        }
    }
}
