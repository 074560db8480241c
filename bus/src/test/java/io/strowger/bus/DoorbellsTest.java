// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A datagram on loopback is there as soon as it has been sent, so nobody waits here. */
@Timeout(60)
final class DoorbellsTest {
    private static final long LONG_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final StreamRoute ROUTE = new StreamRoute.SharedMemory();
    private static final SessionsConfig SESSIONS =
            new SessionsConfig(null, "127.0.0.1", Map.of(), true, 4, Duration.ofSeconds(10));

    @TempDir Path directory;

    private DatagramChannel bell;
    private int port;
    private long slept;

    @BeforeEach
    void hang() throws IOException {
        bell = DatagramChannel.open();
        bell.configureBlocking(false);
        bell.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        port = ((InetSocketAddress) bell.getLocalAddress()).getPort();
    }

    @AfterEach
    void takeDown() throws IOException {
        bell.close();
    }

    private int rings() {
        final ByteBuffer any = ByteBuffer.allocate(16);
        int count = 0;
        try {
            while (bell.receive(any) != null) {
                count++;
            }
        } catch (final IOException failure) {
            throw new AssertionError(failure);
        }
        return count;
    }

    @Test
    void whoSleepsIsWokenOnceAndWhoIsAwakeIsNot() throws BusFailure {
        try (Doorbells sleeper = Doorbells.in(directory);
                Doorbells other = Doorbells.in(directory)) {
            sleeper.name(7);
            other.ring(7);
            assertThat(rings()).isZero();

            sleeper.arm(port);
            other.ring(8);
            assertThat(rings()).isZero();
            other.ring(7);
            other.ring(7);
            other.ringAll();
            assertThat(rings()).isEqualTo(1);

            sleeper.arm(port);
            sleeper.disarm();
            other.ring(7);
            assertThat(rings()).isZero();
        }
    }

    @Test
    void whoSleepsAtItsPipeIsWokenThere() throws BusFailure {
        try (Doorbells sleeper = Doorbells.in(directory);
                Doorbells other = Doorbells.in(directory)) {
            sleeper.name(7);
            sleeper.arm(Doorbells.PIPE);
            other.ring(7);
            assertThat(rings()).isZero();
            Objects.requireNonNull(sleeper.bell()).await(LONG_NANOS);
        }
        // Another process in the same place is rung by the same pipe.
        try (Doorbells other = Doorbells.in(directory);
                Doorbells sleeper = Doorbells.in(directory)) {
            for (int i = 0; i < 2; i++) {
                sleeper.arm(Doorbells.PIPE);
                other.ringAll();
                Objects.requireNonNull(sleeper.bell()).await(LONG_NANOS);
            }
        }
    }

    @Test
    void allButTheOneThatRingsAreWoken() throws BusFailure {
        try (Doorbells one = Doorbells.in(directory);
                Doorbells two = Doorbells.in(directory);
                Doorbells three = Doorbells.in(directory)) {
            one.arm(port);
            two.arm(port);
            three.arm(port);
            three.ringAll();
            assertThat(rings()).isEqualTo(2);
            two.ringAll();
            assertThat(rings()).isEqualTo(1);
        }
    }

    @Test
    void whoRunsTheDriverIsWokenForRoom() throws BusFailure {
        try (Doorbells runner = Doorbells.in(directory);
                Doorbells other = Doorbells.in(directory);
                Doorbells third = Doorbells.in(directory)) {
            runner.runsDriver();
            third.arm(port);
            other.ringDriver();
            assertThat(rings()).isZero();
            runner.arm(port);
            other.ringDriver();
            assertThat(rings()).isEqualTo(1);
        }
    }

    @Test
    void thePlaceOfWhoHasEndedIsTakenByWhoComes() throws BusFailure {
        try (Doorbells other = Doorbells.in(directory)) {
            final Doorbells first = Doorbells.in(directory);
            first.name(7);
            first.arm(port);
            first.close();
            other.ring(7);
            assertThat(rings()).isZero();
            try (Doorbells second = Doorbells.in(directory)) {
                second.name(9);
                second.arm(port);
                other.ring(7);
                assertThat(rings()).isZero();
                other.ring(9);
                assertThat(rings()).isEqualTo(1);
            }
        }
    }

    @Test
    void thereArePlacesForSoManyAndTheNextOneLooksByItself() throws BusFailure {
        final List<Doorbells> all = new ArrayList<>();
        try {
            for (int i = 0; i < Doorbells.MOST; i++) {
                all.add(Doorbells.in(directory));
                assertThat(all.getLast().hasPlace()).isTrue();
            }
            final Doorbells late = Doorbells.in(directory);
            all.add(late);
            assertThat(late.hasPlace()).isFalse();
            late.name(7);
            late.arm(port);
            all.getFirst().ring(7);
            all.getFirst().ringAll();
            late.disarm();
            assertThat(rings()).isZero();
            all.get(Doorbells.MOST - 1).name(8);
            all.get(Doorbells.MOST - 1).arm(port);
            late.ring(8);
            assertThat(rings()).isEqualTo(1);
        } finally {
            CloseHelper.quietCloseAll(all);
        }
    }

    @Test
    void whatIsPublishedRingsAndWhatHasComeIsNotSleptOver() throws BusFailure {
        final Path shared = directory.resolve("shared");
        try (Host sender = Host.sharing(shared, 1, null);
                Host near = Host.sharing(shared, 2, sender)) {
            final StreamPublisher publisher = sender.publisher(ROUTE);
            near.subscriber(ROUTE);
            Host.until(
                    "connected",
                    () -> Host.publish(publisher, "first") && near.heard.contains("first"),
                    List.of(sender, near));
            Host.during(20, List.of(near));
            near.heard.clear();

            near.driver.rest(_ -> Host.publish(publisher, "frame"), true, LONG_NANOS);
            assertThat(isRung(near)).isTrue();

            near.driver.rest(nanos -> slept = nanos, true, LONG_NANOS);
            assertThat(slept).as("it has come").isZero();
            near.work();
            assertThat(near.heard).containsExactly("frame");

            near.driver.rest(nanos -> slept = nanos, true, LONG_NANOS);
            assertThat(slept).as("a ring may be lost").isEqualTo(100_000_000);
            Host.publish(publisher, "awake");
            assertThat(isRung(near)).isFalse();
        }
    }

    @Test
    void whatIsSaidToOneRingsForThatOne() throws BusFailure {
        final Path shared = directory.resolve("shared");
        try (Host asking = Host.sharing(shared, 1, null);
                Host asked = Host.sharing(shared, 2, asking);
                Host beside = Host.sharing(shared, 3, asking)) {
            final Sessions sessions = asking.sessions(SESSIONS);
            asked.sessions(SESSIONS);
            beside.sessions(SESSIONS);
            final List<Host> all = List.of(asking, asked, beside);
            Host.until(
                    "said",
                    () -> {
                        sessions.offer(2, Host.bytes("question"), 0, 8);
                        return asked.said.contains("question");
                    },
                    all);
            Host.during(20, all);

            beside.driver.rest(
                    _ -> sessions.offer(2, Host.bytes("question"), 0, 8), true, LONG_NANOS);
            assertThat(isRung(beside)).isFalse();
            assertThat(isRung(asked)).isFalse();
            asked.work();
            asked.driver.rest(
                    _ -> sessions.offer(2, Host.bytes("question"), 0, 8), true, LONG_NANOS);
            assertThat(isRung(asked)).isTrue();
        }
    }

    @Test
    void whoWaitsForRoomLooksSoonerAndWakesWhoGivesIt() throws BusFailure {
        final Path shared = directory.resolve("shared");
        try (Host asked = Host.sharing(shared, 2, null);
                Host asking = Host.sharing(shared, 1, asked)) {
            final Sessions sessions = asking.sessions(SESSIONS);
            asked.sessions(SESSIONS);
            final String text = "x".repeat(60_000);
            Host.until("connected", () -> offered(sessions, text), List.of(asked, asking));
            asked.polls(false);
            while (sessions.offer(2, Host.bytes(text), 0, text.length())) {
                // Until more waits than is kept.
            }
            asked.driver.rest(_ -> asking.work(), true, LONG_NANOS);
            assertThat(isRung(asked)).isTrue();
            asking.driver.rest(nanos -> slept = nanos, true, LONG_NANOS);
            assertThat(slept).isEqualTo(1_000_000);
        }
    }

    /** Nobody rings while this sleeps: it ends at once, or with its time. */
    private static boolean isRung(final Host host) {
        final long began = System.nanoTime();
        Objects.requireNonNull(host.driver.bell()).await(SHORT_NANOS);
        return System.nanoTime() - began < SHORT_NANOS;
    }

    private static boolean offered(final Sessions sessions, final String text) {
        return sessions.offer(2, Host.bytes(text), 0, text.length());
    }
}
