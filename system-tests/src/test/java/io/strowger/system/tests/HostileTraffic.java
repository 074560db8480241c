// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a hostile host sends: messages of RFC 4475 and honest ones with bytes changed, cut and
 * repeated, datagrams of every size, headers without end, bytes that drip, connections that say
 * nothing.
 */
final class HostileTraffic implements AutoCloseable {
    private static final String HONEST =
            """
            INVITE sip:callee@example.org SIP/2.0
            Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKhostile
            Max-Forwards: 70
            From: <sip:h@example.org>;tag=h
            To: <sip:callee@example.org>
            Call-ID: hostile
            CSeq: 1 INVITE
            Contact: <sip:h@127.0.0.1:9>
            Content-Length: 0

            """;
    static final int DRIPPING = 50;
    static final int SILENT = 400;

    /** Where everything hostile comes from, except the silent connections. */
    private static final String SOURCE = "127.0.0.66";

    /** Has too many connections for one address. */
    private static final String SILENT_SOURCE = "127.0.0.67";

    private final InetSocketAddress router;
    private final long seed;
    private final List<byte[]> originals;
    private final List<Thread> threads = new ArrayList<>();
    private final List<Socket> connections = new ArrayList<>();
    private final ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong datagrams = new AtomicLong();
    private final AtomicLong streamBytes = new AtomicLong();
    private final AtomicLong connects = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private @Nullable ScheduledFuture<?> dripping;
    private volatile boolean running = true;

    HostileTraffic(final int routerPort, final long seed) {
        this.router = new InetSocketAddress(InetAddress.getLoopbackAddress(), routerPort);
        this.seed = seed;
        this.originals = originals();
    }

    HostileTraffic start() {
        begin("datagrams", this::sendDatagrams);
        begin("endless-headers", this::sendEndlessHeaders);
        begin("reconnects", this::reconnect);
        openSilentAndDripping();
        return this;
    }

    String summary() {
        return datagrams
                + " datagrams, "
                + streamBytes
                + " stream bytes, "
                + connects
                + " connects";
    }

    @Override
    public void close() {
        running = false;
        if (dripping != null) {
            dripping.cancel(false);
        }
        drip.shutdownNow();
        try {
            if (!drip.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("still dripping");
            }
            for (final Thread thread : threads) {
                thread.join();
            }
            for (final Socket connection : connections) {
                connection.close();
            }
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void begin(final String name, final Runnable work) {
        threads.add(Thread.ofPlatform().name("hostile-" + name).start(work));
    }

    private void sendDatagrams() {
        final Random random = new Random(seed);
        try (DatagramSocket socket =
                new DatagramSocket(new InetSocketAddress(InetAddress.getByName(SOURCE), 0))) {
            while (running) {
                final byte[] bytes = nextDatagram(random);
                try {
                    socket.send(new DatagramPacket(bytes, bytes.length, router));
                    datagrams.incrementAndGet();
                } catch (final IOException unsendable) {
                    refused.incrementAndGet();
                }
            }
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private byte[] nextDatagram(final Random random) {
        final int kind = random.nextInt(100);
        if (kind < 2) {
            final byte[] big = new byte[65_507];
            random.nextBytes(big);
            return big;
        }
        if (kind < 10) {
            final byte[] binary = new byte[random.nextInt(1_500)];
            random.nextBytes(binary);
            return binary;
        }
        byte[] message = originals.get(random.nextInt(originals.size())).clone();
        for (int mutation = random.nextInt(4); mutation >= 0; mutation--) {
            message = mutate(message, random);
        }
        return message;
    }

    private static byte[] mutate(final byte[] message, final Random random) {
        if (message.length < 2) {
            return message;
        }
        final int from = random.nextInt(message.length);
        final int length = random.nextInt(Math.min(64, message.length - from) + 1);
        return switch (random.nextInt(4)) {
            case 0 -> {
                message[from] = (byte) random.nextInt(256);
                yield message;
            }
            case 1 -> Mutation.cut(message, from, message.length);
            case 2 -> Mutation.cut(message, from, from + length);
            default -> Mutation.repeat(message, from, from + length, 1 + random.nextInt(8));
        };
    }

    private void sendEndlessHeaders() {
        final byte[] line =
                "X-Endless: and so on and so on\r\n".getBytes(StandardCharsets.US_ASCII);
        while (running) {
            try (Socket socket = connect(SOURCE)) {
                final OutputStream out = socket.getOutputStream();
                out.write(
                        "INVITE sip:a@example.org SIP/2.0\r\n".getBytes(StandardCharsets.US_ASCII));
                while (running) {
                    out.write(line);
                    streamBytes.addAndGet(line.length);
                }
            } catch (final IOException closedByRouter) {
                refused.incrementAndGet();
            }
        }
    }

    private void reconnect() {
        final Random random = new Random(seed + 1);
        while (running) {
            try (Socket socket = connect(SOURCE)) {
                final byte[] bytes = nextDatagram(random);
                socket.getOutputStream().write(bytes);
                streamBytes.addAndGet(bytes.length);
            } catch (final IOException closedByRouter) {
                refused.incrementAndGet();
            }
        }
    }

    private void openSilentAndDripping() {
        try {
            for (int count = 0; count < DRIPPING; count++) {
                connections.add(connect(SOURCE));
            }
            for (int count = 0; count < SILENT; count++) {
                connections.add(connect(SILENT_SOURCE));
            }
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
        final byte[] honest = originals.getFirst();
        final AtomicLong next = new AtomicLong();
        dripping =
                drip.scheduleAtFixedRate(
                        () -> dripOne(honest[(int) (next.getAndIncrement() % honest.length)]),
                        100,
                        100,
                        TimeUnit.MILLISECONDS);
    }

    private void dripOne(final byte value) {
        for (int index = 0; index < DRIPPING && running; index++) {
            try {
                connections.get(index).getOutputStream().write(value);
                streamBytes.incrementAndGet();
            } catch (final IOException closedByRouter) {
                refused.incrementAndGet();
                replace(index);
            }
        }
    }

    private void replace(final int index) {
        try {
            connections.get(index).close();
            connections.set(index, connect(SOURCE));
        } catch (final IOException refusedByRouter) {
            refused.incrementAndGet();
        }
    }

    private Socket connect(final String source) throws IOException {
        connects.incrementAndGet();
        return new Socket(router.getAddress(), router.getPort(), InetAddress.getByName(source), 0);
    }

    private static List<byte[]> originals() {
        final List<byte[]> messages = new ArrayList<>();
        messages.add(HONEST.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
        try (Stream<Path> files = Files.list(Torture.directory())) {
            for (final Path file :
                    files.filter(each -> each.toString().endsWith(".dat")).toList()) {
                messages.add(Files.readAllBytes(file));
            }
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return messages;
    }
}
