// SPDX-License-Identifier: Apache-2.0
package io.strowger.cluster.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each sleep is for longer than the test may take: only a waking ends it. */
@Timeout(20)
class SocketWatchTest {
    private static final long LONG_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final SocketWatch watch = new SocketWatch();

    @Test
    void aDatagramEndsTheSleep() throws IOException {
        try (DatagramChannel socket = socket();
                DatagramChannel sender = DatagramChannel.open()) {
            watch.add(socket);
            sender.send(ByteBuffer.wrap(new byte[1]), socket.getLocalAddress());
            watch.await(LONG_NANOS);
            assertThat(socket.receive(ByteBuffer.allocate(8))).isNotNull();
        }
        watch.close();
    }

    @Test
    void eachRingEndsOneSleep() throws IOException {
        final int port = watch.bell();
        assertThat(watch.bell()).isEqualTo(port);
        assertThat(watch.size()).as("it is no socket of the bus").isZero();
        final InetSocketAddress address =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (DatagramChannel sender = DatagramChannel.open()) {
            for (int i = 0; i < 3; i++) {
                sender.send(ByteBuffer.wrap(new byte[1]), address);
                watch.await(LONG_NANOS);
            }
            final long began = System.nanoTime();
            watch.await(TimeUnit.MILLISECONDS.toNanos(5));
            assertThat(System.nanoTime() - began).as("nobody rang").isGreaterThan(3_000_000);
        }
        watch.close();
    }

    @Test
    void wakingEndsTheNextSleep() {
        watch.wake();
        watch.await(LONG_NANOS);
        watch.close();
    }

    @Test
    void aLookInBetweenDoesNotTakeAWakeUp() throws IOException {
        try (DatagramChannel socket = socket()) {
            final SocketWatch.Mark mark = watch.add(socket);
            watch.wake();
            assertThat(watch.mayHaveSomething(mark)).isFalse();
            watch.await(LONG_NANOS);
        }
        watch.close();
    }

    @Test
    void onlyTheSocketThatHasSomethingIsWorthReading() throws IOException {
        try (DatagramChannel socket = socket();
                DatagramChannel quiet = socket();
                DatagramChannel sender = DatagramChannel.open()) {
            final SocketWatch.Mark mark = watch.add(socket);
            final SocketWatch.Mark other = watch.add(quiet);
            sender.send(ByteBuffer.wrap(new byte[1]), socket.getLocalAddress());
            watch.await(LONG_NANOS);
            assertThat(watch.mayHaveSomething(mark)).isTrue();
            assertThat(watch.mayHaveSomething(other)).isFalse();
            assertThat(socket.receive(ByteBuffer.allocate(8))).isNotNull();
            mark.clear();
            assertThat(watch.mayHaveSomething(mark)).isFalse();
        }
        watch.close();
    }

    /** A thread that never sleeps looks by itself, soon. */
    @Test
    void whoDoesNotSleepSeesADatagramToo() throws IOException {
        try (DatagramChannel socket = socket();
                DatagramChannel sender = DatagramChannel.open()) {
            final SocketWatch.Mark mark = watch.add(socket);
            assertThat(watch.mayHaveSomething(mark)).isFalse();
            sender.send(ByteBuffer.wrap(new byte[1]), socket.getLocalAddress());
            while (!watch.mayHaveSomething(mark)) {
                Thread.onSpinWait();
            }
        }
        watch.close();
    }

    @Test
    void aSocketThatIsLetGoFreesItsPortAtOnce() throws IOException {
        final DatagramChannel socket = socket();
        final InetSocketAddress address = (InetSocketAddress) socket.getLocalAddress();
        watch.add(socket);
        assertThat(watch.size()).isOne();
        watch.remove(socket);
        socket.close();
        assertThat(watch.size()).isZero();
        try (DatagramChannel again = DatagramChannel.open()) {
            again.bind(address);
            assertThat(again.getLocalAddress()).isEqualTo(address);
        }
        watch.close();
    }

    private static DatagramChannel socket() throws IOException {
        final DatagramChannel socket = DatagramChannel.open();
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .configureBlocking(false);
        return socket;
    }
}
