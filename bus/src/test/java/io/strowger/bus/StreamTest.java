// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ext.DebugReceiveChannelEndpoint;
import io.aeron.driver.ext.LossGenerator;
import io.aeron.driver.ext.RandomLossGenerator;
import io.strowger.sealing.ClusterSecret;
import io.strowger.sealing.OpenOutcome;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    private static MediaDriver.Context losing(
            final MediaDriver.Context context, final LossGenerator loss) {
        return context.receiveChannelEndpointSupplier(
                (channel, dispatcher, status, whole) ->
                        new DebugReceiveChannelEndpoint(
                                channel, dispatcher, status, whole, loss, loss));
    }

    @ParameterizedTest
    @ValueSource(strings = {"multicast", "unicast"})
    void whatIsLostOnTheWayIsSentAgain(final String kind) throws BusFailure {
        final int frames = 5_000;
        final StreamRoute route = route(kind, 40_121);
        try (Host sender = new Host(directory, 1);
                Host one =
                        new Host(
                                directory,
                                2,
                                Host.SECRET,
                                context -> losing(context, new RandomLossGenerator(0.05, 42)));
                Host two =
                        new Host(
                                directory,
                                3,
                                Host.SECRET,
                                context -> losing(context, new RandomLossGenerator(0.05, 43)))) {
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
    private static final class Cut implements LossGenerator {
        private int cutPort;

        @Override
        public boolean shouldDropFrame(
                final InetSocketAddress address, final UnsafeBuffer buffer, final int length) {
            return address.getPort() == cutPort;
        }

        @Override
        public boolean shouldDropFrame(
                final InetSocketAddress address,
                final UnsafeBuffer buffer,
                final int streamId,
                final int sessionId,
                final int termId,
                final int termOffset,
                final int length) {
            return address.getPort() == cutPort;
        }
    }

    @Test
    void oneOfTwoNetworksIsEnough() throws BusFailure {
        final StreamRoute a = route("unicast", 40_141);
        final StreamRoute b = route("unicast", 40_142);
        final Cut cut = new Cut();
        try (Host sender = new Host(directory, 1);
                Host receiver =
                        new Host(directory, 2, Host.SECRET, context -> losing(context, cut))) {
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
                final int expected = sent;
                Host.until("heard", () -> receiver.heard.size() >= expected, all);
            }
            Host.during(300, all);
            assertThat(receiver.heard).isEqualTo(numbers(sent));
            assertThat(subscriber.sealing().count(OpenOutcome.DUPLICATE)).isPositive();
        }
    }

    @Test
    void aStrangerNeitherHearsNorIsHeard() throws BusFailure {
        final StreamRoute route = route("multicast", 40_151);
        final ClusterSecret other = ClusterSecret.of("a secret of somebody else, just as long");
        try (Host sender = new Host(directory, 1);
                Host member = new Host(directory, 2);
                Host stranger = new Host(directory, 3, other, context -> context)) {
            final List<Host> all = List.of(sender, member, stranger);
            final StreamPublisher publisher = sender.publisher(route);
            final StreamPublisher intruder = stranger.publisher(route);
            final StreamSubscriber heard = member.subscriber(route);
            final StreamSubscriber eavesdropper = stranger.subscriber(route);
            Host.until("connected", () -> publisher.isConnected() && intruder.isConnected(), all);
            Host.during(300, all);
            for (int i = 0; i < 20; i++) {
                Host.until("room", () -> Host.publish(publisher, "ours"), all);
                Host.until("room", () -> Host.publish(intruder, "theirs"), all);
            }
            Host.until(
                    "all has come",
                    () ->
                            heard.sealing().count(OpenOutcome.OTHER_SECRET) >= 20
                                    && eavesdropper.sealing().count(OpenOutcome.OTHER_SECRET) >= 20
                                    && member.heard.size() >= 20,
                    all);
            assertThat(member.heard).containsOnly("ours").hasSize(20);
            assertThat(stranger.heard).containsOnly("theirs");
            assertThat(member.counter("strowger_bus_stream_frames_other_secret_total"))
                    .isEqualTo(20);
        }
    }
}
