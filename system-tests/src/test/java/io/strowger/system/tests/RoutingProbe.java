// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures how long after the 200 to a REGISTER each node routes to the new contact. It asks by MESSAGE until one
 * arrives, so what it finds is at most a pause and a round trip through a node too long. One thread.
 */
final class RoutingProbe implements AutoCloseable {
    /** Between a refusal and the next question, so that the questions do not keep the nodes from their work. */
    private static final long PAUSE_NANOS = 500_000;

    /** Between two looks when nothing has come: the cores are the routers'. */
    private static final long SPACE_NANOS = 50_000;

    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private final List<RouterProcess> nodes;
    private final DatagramChannel channel;
    private final String address;
    private final int port = Ports.free();
    private final ByteBuffer bytes = ByteBuffer.allocate(8192);
    private final long[] reachedAt;
    private final long[] askAt;
    private long sample;
    private long attempt;
    private long acknowledgedAt;
    private int refusedByFirst;
    private long registeredAt;
    private long waitedNanos;

    RoutingProbe(final List<RouterProcess> nodes) {
        this.nodes = nodes;
        address = nodes.getFirst().testAddress();
        reachedAt = new long[nodes.size()];
        askAt = new long[nodes.size()];
        try {
            channel = DatagramChannel.open();
            channel.bind(new InetSocketAddress(address, port));
            channel.configureBlocking(false);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Registers a new user at the first node; nanoseconds from its 200 until the last of the nodes routed to it. */
    long nanosUntilAllRoute() {
        sample++;
        acknowledgedAt = 0;
        Arrays.fill(reachedAt, 0);
        Arrays.fill(askAt, 0);
        registeredAt = System.nanoTime();
        send(
                nodes.getFirst(),
                request("REGISTER", "Contact: <sip:" + user() + ">\nExpires: 600\n"));
        final long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!isOver()) {
            if (!receive()) {
                LockSupport.parkNanos(SPACE_NANOS);
            }
            askWhoIsDue();
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("sample " + sample + " was not reached in time");
            }
        }
        return Arrays.stream(reachedAt).max().orElseThrow() - acknowledgedAt;
    }

    /** So many samples, from the shortest to the longest, in nanoseconds. */
    long[] samples(final int count) {
        final long[] nanos = new long[count];
        Arrays.setAll(nanos, sample -> nanosUntilAllRoute());
        Arrays.sort(nanos);
        return nanos;
    }

    /** How long a REGISTER waited for its 200 on average. */
    Duration meanUntilAcknowledged() {
        return Duration.ofNanos(waitedNanos / Math.max(1, sample));
    }

    /** How often the node that had acknowledged a user refused a request to it. */
    int refusedByFirst() {
        return refusedByFirst;
    }

    private boolean isOver() {
        return acknowledgedAt != 0 && Arrays.stream(reachedAt).allMatch(at -> at != 0);
    }

    /** No other probe uses it: a contact of one that is gone would be asked too. */
    private String name() {
        return "s" + port + "x" + sample;
    }

    private String user() {
        return name() + "@" + address + ":" + port;
    }

    private String request(final String method, final String more) {
        attempt++;
        return """
                %1$s sip:%6$s SIP/2.0
                Via: SIP/2.0/UDP %7$s:%2$d;branch=z9hG4bK-%3$d
                Max-Forwards: 70
                From: <sip:%4$s@probe.example>;tag=t%3$d
                To: <sip:%4$s@probe.example>
                Call-ID: probe-%2$d-%3$d
                CSeq: 1 %1$s
                %5$sContent-Length: 0

                """
                .formatted(
                        method,
                        port,
                        attempt,
                        name(),
                        more,
                        method.equals("REGISTER") ? "probe.example" : name() + "@probe.example",
                        address)
                .replace("\n", "\r\n");
    }

    private void askWhoIsDue() {
        final long now = System.nanoTime();
        for (int node = 0; node < askAt.length; node++) {
            if (askAt[node] != 0 && now - askAt[node] >= 0) {
                askAt[node] = 0;
                ask(node);
            }
        }
    }

    private void ask(final int node) {
        send(nodes.get(node), request("MESSAGE", ""));
    }

    private void send(final RouterProcess node, final String text) {
        sendTo(new InetSocketAddress(node.host(), node.sipPort()), text);
    }

    private void sendTo(final InetSocketAddress to, final String text) {
        try {
            channel.send(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), to);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Takes one message, if there is one. */
    private boolean receive() {
        final InetSocketAddress source;
        try {
            bytes.clear();
            source = (InetSocketAddress) channel.receive(bytes);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
        if (source == null) {
            return false;
        }
        final long now = System.nanoTime();
        final int node = nodeAt(source);
        final SipText message = SipText.of(bytes.array(), bytes.position());
        if (message.isRequest("MESSAGE")) {
            sendTo(source, message.response(200, "OK"));
            if (message.requestUri().startsWith("sip:" + name() + "@") && reachedAt[node] == 0) {
                reachedAt[node] = now;
            }
        } else if (message.cseqMethod().equals("REGISTER") && message.status() >= 200) {
            onRegistered(message, now);
        } else if (message.status() >= 300 && isOfThisSample(message)) {
            askAt[node] = now + PAUSE_NANOS;
            refusedByFirst += node == 0 ? 1 : 0;
        }
        return true;
    }

    private void onRegistered(final SipText answer, final long now) {
        if (answer.status() != 200) {
            throw new AssertionError("REGISTER was answered " + answer.status());
        }
        acknowledgedAt = now;
        waitedNanos += now - registeredAt;
        for (int node = 0; node < nodes.size(); node++) {
            ask(node);
        }
    }

    private boolean isOfThisSample(final SipText answer) {
        return answer.header("From").startsWith("<sip:" + name() + "@");
    }

    private int nodeAt(final InetSocketAddress source) {
        for (int node = 0; node < nodes.size(); node++) {
            if (nodes.get(node).sipPort() == source.getPort()
                    && nodes.get(node).host().equals(source.getHostString())) {
                return node;
            }
        }
        throw new AssertionError("a datagram of nobody: " + source);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
