// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.cluster.transport.ClusterSecret;
import io.strowger.cluster.transport.ClusterSecrets;
import io.strowger.cluster.transport.LossyReceiver;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;

/** One process on the bus, driven by the test's thread; what its subscriber and its sessions hear is kept. */
final class Host implements AutoCloseable {
    static final ClusterSecrets SECRETS = secrets("a secret that all hosts of the test know");
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final Duration SILENCE = Duration.ofSeconds(1);
    private static final int POLL = 64;

    final long id;
    final BusDriver driver;
    final CountersManager counters = newCounters();
    final List<String> heard = new ArrayList<>();
    final List<String> said = new ArrayList<>();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private StreamSubscriber subscriber;
    private Sessions sessions;
    private boolean polls = true;

    Host(final Path directory, final long id) throws BusFailure {
        this(directory, id, SECRETS, _ -> false);
    }

    /**
     * A process that does not hear everything.
     *
     * @param lost asked for each datagram by its source
     */
    Host(
            final Path directory,
            final long id,
            final ClusterSecrets secrets,
            final Predicate<InetSocketAddress> lost)
            throws BusFailure {
        this.id = id;
        driver =
                BusDriver.launch(
                        directory.resolve("aeron" + id),
                        counters,
                        secrets,
                        (sockets, context) -> LossyReceiver.install(sockets, context, lost));
        opened.push(driver);
    }

    /** A process that has another secret. */
    static Host stranger(final Path directory, final long id) throws BusFailure {
        return new Host(
                directory, id, secrets("a secret of somebody else, just as long"), _ -> false);
    }

    static ClusterSecrets secrets(final String text) {
        return ClusterSecrets.of(ClusterSecret.of(text.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Another process on the host of this one. */
    Host(final Host neighbour, final Path directory, final long id) throws BusFailure {
        this.id = id;
        driver =
                BusDriver.attach(
                        directory.resolve("aeron" + neighbour.id),
                        counters,
                        new Waiting(neighbour));
        opened.push(driver);
    }

    /**
     * A process that shares a driver with others of its host.
     *
     * @param runner the one that runs the driver, null when this is the first
     */
    static Host sharing(final Path directory, final long id, final Host runner) throws BusFailure {
        return new Host(runner, id, directory);
    }

    private Host(final Host runner, final long id, final Path shared) throws BusFailure {
        this.id = id;
        driver =
                runner == null
                        ? BusDriver.share(shared, counters)
                        : BusDriver.share(shared, counters, new Waiting(runner));
        opened.push(driver);
    }

    /** Both hosts have one thread here, so the one that is waited for has to be driven. */
    private record Waiting(Host neighbour) implements IdleStrategy {
        @Override
        public void idle(final int workCount) {
            neighbour.driver.doWork();
        }

        @Override
        public void idle() {
            neighbour.driver.doWork();
        }

        @Override
        public void reset() {
            // Nothing is kept.
        }
    }

    static CountersManager newCounters() {
        return new CountersManager(
                new UnsafeBuffer(ByteBuffer.allocateDirect(64 * CountersReader.METADATA_LENGTH)),
                new UnsafeBuffer(ByteBuffer.allocateDirect(64 * CountersReader.COUNTER_LENGTH)));
    }

    StreamPublisher publisher(final StreamRoute... routes) {
        return own(new StreamPublisher(driver, List.of(routes), counters));
    }

    StreamSubscriber subscriber(final StreamRoute... routes) {
        subscriber = own(new StreamSubscriber(driver, List.of(routes), SILENCE, counters));
        return subscriber;
    }

    Sessions sessions(final SessionsConfig config) {
        sessions = own(new Sessions(driver, config, id, counters));
        return sessions;
    }

    private <T extends AutoCloseable> T own(final T opening) {
        opened.push(opening);
        return opening;
    }

    /** Has the subscriber and the sessions not be polled while the driver goes on, or polled again. */
    void polls(final boolean now) {
        polls = now;
    }

    int work() {
        int work = driver.doWork();
        if (subscriber != null && polls) {
            work +=
                    subscriber.poll(
                            (buffer, offset, length) ->
                                    heard.add(buffer.getStringWithoutLengthAscii(offset, length)),
                            POLL,
                            System.nanoTime());
        }
        if (sessions != null && polls) {
            work +=
                    sessions.poll(
                            (buffer, offset, length) ->
                                    said.add(buffer.getStringWithoutLengthAscii(offset, length)),
                            POLL,
                            System.nanoTime());
        }
        return work;
    }

    long counter(final String label) {
        final long[] found = {-1};
        counters.forEach(
                (long counted, int _, String name) -> {
                    if (name.equals(label)) {
                        found[0] = counted;
                    }
                });
        return found[0];
    }

    /** Drives all hosts until something has come about. */
    static void until(final String what, final BooleanSupplier condition, final List<Host> hosts) {
        final long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as(what).isNegative();
            for (final Host host : hosts) {
                host.work();
            }
        }
    }

    /** Drives all hosts for so long. */
    static void during(final long millis, final List<Host> hosts) {
        final long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        until("", () -> System.nanoTime() - end > 0, hosts);
    }

    static UnsafeBuffer bytes(final String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.US_ASCII));
    }

    static boolean publish(final StreamPublisher publisher, final String text) {
        return publisher.publish(bytes(text), 0, text.length());
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (final Exception failure) {
                throw new AssertionError(failure);
            }
        }
    }
}
