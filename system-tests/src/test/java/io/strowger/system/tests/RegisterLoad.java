// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * REGISTERs as fast as they are answered, several hundred outstanding: each user binds, refreshes
 * and takes back its contact, one request at a time. It knows what was acknowledged and what may or
 * may not have happened, and says so when a database shows anything else.
 */
final class RegisterLoad implements AutoCloseable {
    static final String DOMAIN = "load.example";

    /** When nothing has come: the cores are the routers'. */
    private static final long PAUSE_NANOS = 50_000;

    private final List<LoadedUser> users = new ArrayList<>();
    private final Deque<LoadedUser> idle = new ArrayDeque<>();
    private final DatagramChannel channel;
    private final SocketAddress router;
    private final int window;
    private final ByteBuffer bytes = ByteBuffer.allocate(65_535);
    private volatile boolean running;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private int outstanding;
    private Thread thread = new Thread(() -> {});

    RegisterLoad(final RouterProcess node, final int userCount, final int window) {
        this.window = window;
        router = new InetSocketAddress(node.host(), node.sipPort());
        try {
            channel = DatagramChannel.open();
            channel.bind(new InetSocketAddress(node.testAddress(), Ports.free()));
            channel.configureBlocking(false);
            final int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
            for (int user = 0; user < userCount; user++) {
                users.add(new LoadedUser(user, port));
            }
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    List<LoadedUser> users() {
        return users;
    }

    /** REGISTERs answered by 200 since the beginning. */
    long acknowledged() {
        return acknowledged.get();
    }

    /** REGISTERs answered by something else than 200. */
    long refused() {
        return refused.get();
    }

    /** Users of whom a router's database shows what cannot be, while the load stands still. */
    List<String> lostAt(final RouterProcess router) {
        final List<String> lost = new ArrayList<>();
        for (final LoadedUser user : users) {
            final String before = user.toString();
            final RestClient.Answer answer = router.rest().get("/api/v1/bindings/" + user.aor());
            final int stored = answer.status() == 404 ? 0 : Integer.parseInt(answer.member("cseq"));
            if (!user.accepts(stored)) {
                lost.add(before + " stored " + stored);
            }
        }
        return lost;
    }

    /** Begins (again); what was outstanding before is left as undecided. */
    void start() {
        idle.clear();
        idle.addAll(users);
        outstanding = 0;
        running = true;
        thread = Thread.ofPlatform().name("register-load").start(this::run);
    }

    /** Ends sending; what has no answer by now stays undecided. */
    void stop() {
        running = false;
        try {
            thread.join();
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        stop();
        try {
            channel.close();
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void run() {
        while (running) {
            sendSome();
            receiveSome();
        }
        // Answers that were on their way when the router died are acknowledgements as well.
        receiveSome();
    }

    private void sendSome() {
        while (outstanding < window && !idle.isEmpty()) {
            final LoadedUser user = idle.removeFirst();
            try {
                channel.send(ByteBuffer.wrap(user.nextRequest()), router);
            } catch (final IOException unreachable) {
                idle.addLast(user);
                return;
            }
            outstanding++;
        }
    }

    private void receiveSome() {
        for (int count = 0; count < 1_000; count++) {
            try {
                bytes.clear();
                if (channel.receive(bytes) == null) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                    return;
                }
            } catch (final IOException unreachable) {
                return;
            }
            onResponse(new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1));
        }
    }

    private void onResponse(final String text) {
        final SipText response = new SipText(text);
        if (response.status() < 200) {
            return;
        }
        final LoadedUser user = users.get(LoadedUser.numberOf(response.callId()));
        if (!user.isAwaiting(response.cseq())) {
            return;
        }
        if (response.status() == 200) {
            user.onAcknowledged();
            acknowledged.incrementAndGet();
        } else {
            refused.incrementAndGet();
        }
        outstanding--;
        idle.addLast(user);
    }
}
