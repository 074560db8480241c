// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** REGISTERs at a steady rate, each of the next of its users, whatever becomes of them. */
final class PacedRegisters implements AutoCloseable {
    private static final int USERS = 20_000;
    private static final long PAUSE_NANOS = 200_000;

    private final DatagramChannel channel;
    private final InetSocketAddress router;
    private final long gapNanos;
    private final int port;
    private final String address;
    private final Thread thread;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean running = true;
    private long sent;

    /**
     * Begins.
     *
     * @param perSecond how many, 0 for none
     */
    PacedRegisters(final RouterProcess node, final int perSecond) {
        router = new InetSocketAddress(node.host(), node.sipPort());
        gapNanos = perSecond == 0 ? Long.MAX_VALUE / 2 : 1_000_000_000L / perSecond;
        port = Ports.free();
        address = node.testAddress();
        try {
            channel = DatagramChannel.open();
            channel.bind(new InetSocketAddress(address, port));
            channel.configureBlocking(false);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
        thread = Thread.ofPlatform().name("paced-registers").start(this::run);
    }

    /** Answered by 200. */
    long acknowledged() {
        return acknowledged.get();
    }

    /** Answered by something else. */
    long refused() {
        return refused.get();
    }

    private void run() {
        final ByteBuffer bytes = ByteBuffer.allocate(4096);
        long due = System.nanoTime() + Math.min(gapNanos, 1_000_000_000L);
        try {
            while (running) {
                final long now = System.nanoTime();
                if (gapNanos < Long.MAX_VALUE / 2 && now - due >= 0) {
                    channel.send(ByteBuffer.wrap(next()), router);
                    due += gapNanos;
                }
                bytes.clear();
                if (channel.receive(bytes) != null) {
                    count(new String(bytes.array(), 0, 12, StandardCharsets.ISO_8859_1));
                } else if (now - due < 0) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void count(final String startLine) {
        final String status = startLine.substring("SIP/2.0 ".length(), "SIP/2.0 200".length());
        if (status.equals("200")) {
            acknowledged.incrementAndGet();
        } else if (!status.startsWith("1")) {
            refused.incrementAndGet();
        }
    }

    /** In each round a user has another contact, so each REGISTER is a change. */
    private byte[] next() {
        final long user = sent % USERS;
        final long round = sent++ / USERS;
        return """
                REGISTER sip:paced.example SIP/2.0
                Via: SIP/2.0/UDP %6$s:%1$d;branch=z9hG4bK-%2$d-%3$d
                Max-Forwards: 70
                From: <sip:p%2$d@paced.example>;tag=t%2$d
                To: <sip:p%2$d@paced.example>
                Call-ID: paced-%1$d-%2$d
                CSeq: %4$d REGISTER
                Contact: <sip:p%2$d@%6$s:%1$d>
                Expires: %5$d
                Content-Length: 0

                """
                .formatted(port, user, round, round + 1, 3600 - round % 100, address)
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        running = false;
        try {
            thread.join();
            channel.close();
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
